import { sealedText } from '../log/sealed.ts'
import { readingFailed } from './database.ts'
import { entryPages } from './entries.ts'
import { withCopy } from './reader.ts'
import { type SealingOptions, seal } from './sealing.ts'

/** The current log, ready to export. */
export interface LogExport {
  readonly events: number
  /** Every entry and the final seal, piece by piece (SPEC A10). Throws LOG_DAMAGED if an entry is not intact. */
  text(): AsyncGenerator<string>
  /** Seals the log's own segments up to its end. Throws STATE_UNWRITABLE if they cannot be written. */
  seal(): Promise<void>
  close(): Promise<void>
}

/** Opens a copy of the log to export, without a lock. `temporary` is where to put the copy. */
export const openExport = async (
  options: SealingOptions & { readonly temporary: string },
): Promise<LogExport> => {
  // Only the copy is tried again, because text that was already written cannot be taken back.
  const { db, tip, close } = await withCopy(options, async copy => copy)
  return {
    events: tip.position,
    async *text() {
      try {
        yield* sealedText(entryPages(db, 0, tip, tip.position), 1)
      } catch (error) {
        throw readingFailed(options.folder, error)
      }
    },
    seal: () => seal(db, tip.position, { ...options, tail: true }),
    close,
  }
}
