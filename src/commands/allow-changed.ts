import type { Thing, Trust } from '../ports/trust.ts'

/**
 * Allows what a person has just changed with a command of git-doc: things that differ from what was there before, if the
 * thing before was allowed. What was not allowed before may be a stranger's, and they changed only a part of it.
 */
export const allowChanged = async (
  trust: Trust,
  before: readonly Thing[],
  after: readonly Thing[],
) => {
  const unknown = await trust.unknown(before)
  const known = before.filter(thing => !unknown.includes(thing))
  const isTheirs = ({ what, name }: Thing) =>
    known.some(thing => thing.what === what && thing.name === name)
  await trust.allow(after.filter(isTheirs))
}
