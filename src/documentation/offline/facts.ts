import type { Diff } from '../diff.ts'
import type { Fact } from './fact.ts'
import { defaults } from './facts-defaults.ts'
import { paths } from './facts-paths.ts'
import { flags, renames } from './facts-renames.ts'
import { versions } from './facts-versions.ts'
import { read } from './lines.ts'

const known = new WeakMap<Diff, readonly Fact[]>()

/**
 * What a diff proves, in the order of its lines: of whatever it leaves a doubt, nothing (SPEC D1).
 * `paths` are the files of the commit's tree; without them no folder is known to have moved as a whole.
 */
export const provenFacts = (diff: Diff, tree?: readonly string[]): readonly Fact[] => {
  const found = tree ? undefined : known.get(diff)
  if (found) return found
  const reading = read(diff)
  const facts = [
    ...renames(reading),
    ...flags(reading),
    ...paths(diff, tree),
    ...defaults(reading),
    ...versions(reading),
  ]
  if (!tree) known.set(diff, facts)
  return facts
}
