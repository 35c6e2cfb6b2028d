import type { Diff } from '../ports/diff.ts'
import { rememberedByObject } from './cache.ts'
import { defaults } from './diff-facts/defaults.ts'
import type { Fact } from './diff-facts/fact.ts'
import { read } from './diff-facts/lines.ts'
import { paths } from './diff-facts/paths.ts'
import { flags, renames } from './diff-facts/renames.ts'
import { versions } from './diff-facts/versions.ts'

/**
 * What a diff proves, in the order of its lines: of whatever it leaves a doubt, nothing (SPEC D1).
 * `paths` are the files of the commit's tree; without them no folder is known to have moved as a whole.
 */
export const provenFacts = (diff: Diff, tree?: readonly string[]): readonly Fact[] =>
  tree ? proven(diff, tree) : provenWithoutTree(diff)

const proven = (diff: Diff, tree?: readonly string[]): readonly Fact[] => {
  const reading = read(diff)
  return [
    ...renames(reading),
    ...flags(reading),
    ...paths(diff, tree),
    ...defaults(reading),
    ...versions(reading),
  ]
}

const provenWithoutTree = rememberedByObject((diff: Diff) => proven(diff))
