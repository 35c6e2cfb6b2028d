import type { Note } from '../ports/hooks.ts'

/** Which commits each commit was made of in the end, by what hooks noted. */
export type Rewrites = ReadonlyMap<string, readonly string[]>

/**
 * Follows rewrites of rewrites: a commit amended twice is found under its last id, several squashed into one under that
 * one's. What a later rewrite brings back was not rewritten after all.
 */
export const rewritesIn = (notes: readonly Note[]): Rewrites => {
  const successors = new Map<string, string>()
  for (const { from, to } of notes.flatMap(({ rewrites }) => rewrites)) {
    if (from === to) continue
    for (const [old, successor] of successors) if (successor === from) successors.set(old, to)
    successors.set(from, to)
    successors.delete(to)
  }
  const made = new Map<string, string[]>()
  for (const [old, successor] of successors)
    made.set(successor, [...(made.get(successor) ?? []), old])
  return made
}
