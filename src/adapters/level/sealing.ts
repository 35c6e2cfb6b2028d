import type { Tip } from '../log/append.ts'
import { listSegments, segmentSize, segmentsOf, writeSegment } from '../log/segments.ts'
import type { Database } from './database.ts'
import { chainAt, entryPages } from './entries.ts'

export interface SealingOptions {
  /** The database's own folder; the segments are beside it. */
  readonly folder: string
  /** Events in a full segment; tests use fewer. */
  readonly size?: number
  onStep?(step: string): void
}

/**
 * Seals unsealed entries up to a position: full segments and, with `tail`, the rest after them. It verifies entries as
 * it seals them; damage throws LOG_DAMAGED, and nothing of that segment is kept.
 */
export const seal = async (
  db: Database,
  upTo: number,
  options: SealingOptions & { readonly tail?: boolean },
): Promise<void> => {
  const { size = segmentSize } = options
  const folder = segmentsOf(options.folder)
  const sealed = new Map((await listSegments(folder)).map(({ first, last }) => [first, last]))
  for (let first = 1; first <= upTo; first += size) {
    const last = Math.min(first + size - 1, upTo)
    const full = last === first + size - 1
    if ((!full && !options.tail) || (sealed.get(first) ?? 0) >= last) continue
    const tip: Tip = { position: last, chain: await chainAt(db, last) }
    const pages = entryPages(db, first - 1, tip, last)
    await writeSegment(folder, { first, last, pages }, options.onStep)
  }
}

/**
 * Seals full segments in the background. If sealing fails (a full disk), it is tried again when the next segment is
 * full and at the next opening; until then `doctor` reports the missing segment.
 */
export const backgroundSealing = (db: Database, options: SealingOptions) => {
  const { size = segmentSize } = options
  let sealed = 0
  let work: Promise<void> = Promise.resolve()
  return {
    /** Call this when the log has this many events. */
    reached(position: number): void {
      const full = position - (position % size)
      if (full <= sealed) return
      sealed = full
      work = work.then(() => seal(db, full, options)).catch(() => {})
    },
    /** Call this after the last append. It seals the last events too, so that a completely lost log can be restored. */
    async end(position: number): Promise<void> {
      await work
      const before = position - (position % size)
      const segments = await listSegments(segmentsOf(options.folder))
      const last = Math.max(before, ...segments.map(segment => segment.last))
      // A tail is always rewritten as a whole, so only do it after it grew by a tenth.
      if (position === last || (position - last) * 10 < position - before) return
      await seal(db, position, { ...options, tail: true })
    },
  }
}
