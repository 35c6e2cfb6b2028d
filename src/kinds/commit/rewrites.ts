import type { Note } from '../../ports/hooks.ts'

/** Which original commits each final commit was made from, according to hooks. */
export type Rewrites = ReadonlyMap<string, readonly string[]>

/**
 * Follows rewrites of rewrites: a commit amended twice is listed under its last id, and several squashed commits under
 * the id of the squash. If a later rewrite brings a commit back, it does not count as rewritten.
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
