import type { TouchedFile } from '../ports/activity.ts'

export interface Churn {
  readonly added: number
  readonly removed: number
  /** Changes of a binary file, which has no lines. */
  readonly binary: number
}

const none: Churn = { added: 0, removed: 0, binary: 0 }

const sumOf = (one: Churn, other: Churn): Churn => ({
  added: one.added + other.added,
  removed: one.removed + other.removed,
  binary: one.binary + other.binary,
})

/** How much a file changed: lines added and removed; a change of a binary file counts as one. */
export const amountOf = ({ added, removed, binary }: Churn): number => added + removed + binary

/** Adds up what commits did to files, under the names that the files have now. The commits come newest first. */
export const churnCounter = () => {
  const counts = new Map<string, Churn>()
  /** Names that are older than a rename, with what the file is called now. */
  const current = new Map<string, string>()
  /** Names that, before a rename, belonged to nothing or to another file that is gone. */
  const taken = new Set<string>()
  const nameOf = (path: string): string => current.get(path) ?? path

  return {
    take({ path, before, added, removed }: TouchedFile): void {
      if (taken.has(path)) return
      const name = nameOf(path)
      const change =
        added === undefined || removed === undefined
          ? { ...none, binary: 1 }
          : { added, removed, binary: 0 }
      counts.set(name, sumOf(counts.get(name) ?? none, change))
      if (before === undefined) return
      current.delete(path)
      taken.add(path)
      current.set(before, name)
      taken.delete(before)
    },
    /** The churn of each file that `exists`. What a side branch did under an older name counts for the newer one. */
    counts(exists: (path: string) => boolean): ReadonlyMap<string, Churn> {
      const found = new Map<string, Churn>()
      for (const [path, churn] of counts) {
        const name = exists(path) ? path : nameOf(path)
        if (exists(name)) found.set(name, sumOf(found.get(name) ?? none, churn))
      }
      return found
    },
  }
}
