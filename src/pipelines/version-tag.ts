import semver from 'semver'

/** What a release's tag is judged by. */
export interface TagFacts {
  /** Tags of the commit that is checked out. */
  readonly here: readonly string[]
  /** Every tag that there is. */
  readonly all: readonly string[]
  readonly prefix: string
  /** What the manifest says, if there is one. */
  readonly version?: { readonly file: string; readonly text: string } | undefined
}

/** The tag that makes this commit a release, or a sentence that says why it is none. */
export const releaseTag = ({
  here,
  all,
  prefix,
  version,
}: TagFacts): { readonly tag: string; readonly version: string } | string => {
  const versionOf = (tag: string): string | null => tagVersion(tag, prefix)
  const candidates = here.filter(tag => versionOf(tag) !== null)
  const [tag, other] = candidates
  if (tag === undefined) {
    const wrong = here.length > 0 ? `, only ${here.slice(0, 3).join(', ')}` : ''
    return `This commit has no tag such as ${prefix}1.2.3${wrong}.`
  }
  if (other !== undefined) return `This commit has several versions: ${candidates.join(', ')}.`
  const own = versionOf(tag) ?? ''
  if (version && version.text !== own)
    return `The tag is ${tag}, and ${version.file} says ${version.text}.`
  const higher = all.find(each => {
    const found = versionOf(each)
    return each !== tag && found !== null && isSameSeries(found, own) && semver.gte(found, own)
  })
  if (higher !== undefined) return `${tag} is not higher than ${higher}, which there is already.`
  return { tag, version: own }
}

const tagVersion = (tag: string, prefix: string): string | null => {
  const version = tag.slice(prefix.length)
  return tag.startsWith(prefix) && semver.valid(version) === version ? version : null
}

/** The versions that tags name. */
export const tagVersions = (tags: readonly string[], prefix: string): readonly string[] =>
  tags.flatMap(tag => tagVersion(tag, prefix) ?? [])

/** A fix of an older minor version may come after a newer one. */
const isSameSeries = (one: string, other: string): boolean =>
  semver.major(one) === semver.major(other) && semver.minor(one) === semver.minor(other)

/** The highest version among tags, but for some. */
export const highestTag = (
  tags: readonly string[],
  prefix: string,
  except: readonly string[],
): string | undefined =>
  tags
    .filter(tag => tag.startsWith(prefix) && semver.valid(tag.slice(prefix.length)))
    .filter(tag => !except.includes(tag))
    .toSorted((one, two) => semver.compare(two.slice(prefix.length), one.slice(prefix.length)))[0]
