import compare from 'semver/functions/compare-build.js'
import parse from 'semver/functions/parse.js'
import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import type { Version } from '../events/upstream.ts'
import type { RemoteRef } from '../ports/upstream.ts'

/** A tag that is a version. `annotated`: it is an object of its own, as `git tag -a` makes it. */
export interface TaggedVersion extends Version {
  readonly tag: string
  readonly commit: string
  readonly annotated: boolean
}

export interface Tags {
  /** Lowest first. */
  readonly versions: readonly TaggedVersion[]
  /** Tags that are none. */
  readonly others: readonly string[]
}

const tags = 'refs/tags/'

/**
 * The versions that the tags of a remote name, ordered as semver orders them. A tag is the prefix, perhaps a `v`, and a whole version.
 * Tags of another prefix belong to something else; of two tags of one version the one with the `v` counts.
 */
export const versionsIn = (refs: readonly RemoteRef[], prefix = ''): Tags => {
  const versions = new Map<string, TaggedVersion>()
  const others: string[] = []
  for (const { ref, id, peeled } of refs) {
    if (!ref.startsWith(tags)) continue
    const tag = ref.slice(tags.length)
    const version = versionOf(tag, prefix)
    if (version === undefined) {
      if (tag.startsWith(prefix)) others.push(tag)
      continue
    }
    const isSecond = versions.has(version) && !tag.slice(prefix.length).startsWith('v')
    if (isSecond) continue
    versions.set(version, {
      version,
      tag,
      commit: peeled ?? id,
      annotated: peeled !== undefined,
    })
  }
  return {
    versions: [...versions.values()].sort((one, other) => compare(one.version, other.version)),
    others: others.sort(),
  }
}

/** The version that a tag names, without prefix and `v`. */
export const versionOf = (tag: string, prefix = ''): string | undefined => {
  if (!tag.startsWith(prefix)) return undefined
  const rest = tag.slice(prefix.length)
  if (!/^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(rest)) return undefined
  const parsed = parse(rest)
  if (!parsed) return undefined
  const { version, build } = parsed
  return build.length > 0 ? `${version}+${build.join('.')}` : version
}

/** The first version that a command's output names, or else its first line. */
export const versionInText = (text: string): string | undefined => {
  const found = text
    .split(/[\s,;()"']+/)
    .flatMap(word => versionOf(word) ?? [])
    .at(0)
  return found ?? (text.trim().split('\n', 1)[0]?.trim().slice(0, 200) || undefined)
}

export const isPrerelease = (version: string): boolean =>
  (parse(version)?.prerelease.length ?? 0) > 0

/** Whether a text is a range of versions, such as `^2.10`. */
export const isRange = (text: string): boolean => validRange(text) !== null

export interface Wanted {
  readonly constraint?: string | undefined
  readonly prerelease: boolean
  /** A version or a tag. */
  readonly pin?: string | undefined
}

/** The version to have: the pinned one, or the highest that is allowed. */
export const choose = (
  versions: readonly TaggedVersion[],
  { constraint, prerelease, pin }: Wanted,
): TaggedVersion | undefined => {
  if (pin !== undefined) {
    const pinned = versionOf(pin) ?? pin
    return versions.find(({ version, tag }) => version === pinned || tag === pin)
  }
  const options = { includePrerelease: prerelease }
  return versions.findLast(
    ({ version }) =>
      (prerelease || !isPrerelease(version)) &&
      (constraint === undefined || satisfies(version, constraint, options)),
  )
}

/** The versions that count as released: annotated tags, and what a forge says was released. */
export const releasedOf = (
  versions: readonly TaggedVersion[],
  released: readonly string[],
): readonly TaggedVersion[] =>
  versions.filter(({ annotated, tag }) => annotated || released.includes(tag))

/** Whether one version is higher than another; false if one of them is no version. */
export const isHigher = (one: string, other: string): boolean => {
  const [first, second] = [parse(one), parse(other)]
  return first !== null && second !== null && compare(first, second) > 0
}

/** How much a change of version may change. */
export type Level = 'first' | 'major' | 'minor' | 'patch' | 'commits'

/**
 * The level of a change. Before 1.0.0 a new minor may break anything; so may a change from or to what is no version. Nothing was
 * there before `first`.
 */
export const levelOf = (from: string | undefined, to: string): Level => {
  if (from === undefined) return 'first'
  const [before, after] = [parse(from), parse(to)]
  if (!before || !after || before.major !== after.major) return 'major'
  if (before.minor !== after.minor) return before.major === 0 ? 'major' : 'minor'
  return 'patch'
}
