import { sealedText } from '../log/sealed.ts'
import { readingFailed } from './database.ts'
import { entryPages } from './entries.ts'
import { withCopy } from './reader.ts'
import { type SealingOptions, seal } from './sealing.ts'

/** A log to be exported, as it is now. */
export interface LogExport {
  readonly events: number
  /** Every entry and their seal, piece by piece (SPEC A10). LOG_DAMAGED if an entry is not the one that was written. */
  text(): AsyncGenerator<string>
  /** Seals the log's own segments up to its end. STATE_UNWRITABLE if they cannot be written. */
  seal(): Promise<void>
  close(): Promise<void>
}

/** Opens a copy of the log to be exported; takes no lock. `temporary` is where the copy may lie meanwhile. */
export const openExport = async (
  options: SealingOptions & { readonly temporary: string },
): Promise<LogExport> => {
  // Only the copying is tried again: what was written by then could not be taken back.
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
