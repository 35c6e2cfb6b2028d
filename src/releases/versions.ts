import { compare, inc, major, minor, patch, prerelease, rcompare, valid } from 'semver'
import type { Bump } from './change.ts'

/** Whether a text is a semantic version as folders are called: without `v`, spaces and build metadata. */
export const isVersion = (text: string): boolean => valid(text) === text

/** Whether a version is for a look only and never goes into production. */
export const isPrerelease = (version: string): boolean => prerelease(version) !== null

/** Versions, the lowest first. */
export const inVersionOrder = (versions: readonly string[]): readonly string[] =>
  [...versions].filter(isVersion).sort(compare)

/** What a version is compared with: the highest of those released that is lower; undefined if there is none. */
export const baseOf = (version: string, released: readonly string[]): string | undefined =>
  [...released]
    .filter(each => isVersion(each) && !isPrerelease(each) && compare(each, version) < 0)
    .sort(rcompare)[0]

/**
 * The lowest version after `base` that says what changed. Below 1.0.0 the minor is what breaks, as ranges with a caret read it, and
 * anything else is a patch.
 */
export const versionAfter = (base: string, bump: Bump): string =>
  inc(base, inFact(base, bump)) ?? base

/** Whether a version says by its numbers at least what changed since `base`. A pre-release is taken for what it is one of. */
export const isHighEnough = (version: string, base: string, bump: Bump): boolean => {
  const step = inFact(base, bump)
  if (major(version) !== major(base)) return major(version) > major(base)
  if (step === 'major') return false
  if (minor(version) !== minor(base)) return minor(version) > minor(base)
  return step === 'patch' && patch(version) > patch(base)
}

const inFact = (base: string, bump: Bump): Bump => {
  if (major(base) > 0) return bump
  return bump === 'major' ? 'minor' : 'patch'
}
