import { type Change, entryOf, isAbout } from '../conventional-commits/commits.ts'
import { placeOf, type Section, sectionOf, textOf, withEntries } from './sections.ts'

/** The changes of a version, or of what is not released yet. */
export interface Release {
  /** Undefined for what is not released. */
  readonly version?:
    | { readonly version: string; readonly day: string; readonly tag: string }
    | undefined
  readonly changes: readonly Change[]
}

interface Heading {
  /** The whole line. */
  readonly line: string
  readonly at: number
  /** Empty for what is not released. */
  readonly version: string
}

const title = /^##[ \t]+\[?(?:v?(\d+\.\d+\.\d+[\w.+-]*)|unreleased)\]?.*$/gim

const beginning = `# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).
`

/**
 * A changelog with what is missing in it: entries for what is not released, and sections for versions that are newer than its newest. What people
 * wrote stays; an entry is known by its commit or its pull request, so its words may be changed. Undefined if no version of the file is one
 * of ours: then nobody knows what is missing.
 */
export const kept = (
  before: string | null,
  releases: readonly Release[],
  web: string | undefined,
): string | undefined => {
  const text = (before ?? beginning).replaceAll('\r\n', '\n')
  const { head, unreleased, waiting, newest, rest, links } = partsOf(text)
  const at = newest
    ? releases.findIndex(({ version }) => version?.version === newest.version)
    : releases.length
  if (at < 0) return undefined
  const missing = releases.slice(0, at)
  const filled = share(sectionOf(waiting), missing).map(({ release, section }) => {
    const added = entriesFor(release, text, web)
    const body = textOf(withEntries(section, added))
    return { release, added, body, heading: headingFor(release, unreleased, newest) }
  })
  const isSame = filled.every(({ release, added }) => !release.version && added.length === 0)
  if (before !== null && isSame) return before
  const shown = filled.filter(
    ({ release, body }) => release.version !== undefined || body !== '' || unreleased,
  )
  const made = shown.map(({ heading, body }) => [heading, body].filter(Boolean).join('\n\n'))
  const added = shown.map(({ release }) => release)
  const whole = [head, ...made, rest, linksFor(links, releases, added, before === null, web)]
  const next = `${whole
    .map(each => each.trim())
    .filter(Boolean)
    .join('\n\n')}\n`
  return before?.includes('\r\n') ? next.replaceAll('\n', '\r\n') : next
}

/** A changelog in pieces: what comes first, what is not released, the versions as they are written, addresses at the end. */
const partsOf = (text: string) => {
  const lines = text.trimEnd().split('\n')
  const end = lines.findLastIndex(line => line.trim() !== '' && !/^\[[^\]]+\]:\s/.test(line)) + 1
  const links = lines.slice(end).join('\n')
  const body = lines.slice(0, end).join('\n')
  const headings = [...body.matchAll(title)].map(
    ({ 0: line, 1: version = '', index: at }): Heading => ({ line, version, at }),
  )
  const unreleased = headings.find(({ version }) => version === '')
  const newest = headings.find(({ version }) => version !== '')
  const from = newest?.at ?? body.length
  const begun = unreleased?.at
  return {
    head: body.slice(0, begun ?? from),
    unreleased,
    waiting: begun === undefined ? '' : body.slice(begun + (unreleased?.line.length ?? 0), from),
    newest,
    rest: body.slice(from),
    links,
  }
}

/** What people wrote under "Unreleased" belongs to the first version after it, unless it is known by its commit to be of another. */
const share = (
  section: Section,
  missing: readonly Release[],
): readonly { readonly release: Release; readonly section: Section }[] => {
  const oldest = missing.length - 1
  const ownerOf = (entry: string): number => {
    const known = missing.findIndex(({ changes }) => changes.some(each => isAbout(entry, each)))
    return known < 0 ? oldest : known
  }
  return missing.map((release, at) => ({
    release,
    section: new Map(
      [...section]
        .map(([name, entries]) => [name, entries.filter(each => ownerOf(each) === at)] as const)
        .filter(([, entries]) => entries.length > 0),
    ),
  }))
}

/** What the file has no entry for. */
const entriesFor = ({ changes }: Release, text: string, web: string | undefined) =>
  changes.flatMap(change => {
    const heading = placeOf(change)
    if (heading === undefined || isAbout(text, change)) return []
    return [{ heading, entry: entryOf(change, web), first: change.breaking }]
  })

/** In the way of the headings that are there. */
const headingFor = (
  { version }: Release,
  unreleased: Heading | undefined,
  newest: Heading | undefined,
): string => {
  if (!version) {
    if (unreleased) return unreleased.line
    return newest && !/\[/.test(newest.line) ? '## Unreleased' : '## [Unreleased]'
  }
  if (!newest) return `## [${version.version}] - ${version.day}`
  return newest.line
    .replace(newest.version, version.version)
    .replace(/\d{4}-\d\d-\d\d/, version.day)
}

/** Addresses of comparisons, where the file has some or is new. */
const linksFor = (
  links: string,
  releases: readonly Release[],
  shown: readonly Release[],
  isNew: boolean,
  web: string | undefined,
): string => {
  if (web === undefined || (!isNew && !/compare\//.test(links))) return links
  const added = shown.flatMap(release => {
    const below = releases[releases.indexOf(release) + 1]?.version?.tag
    if (below === undefined) return []
    const [name, to] = release.version
      ? [release.version.version, release.version.tag]
      : ['Unreleased', 'HEAD']
    return [`[${name}]: ${web}/compare/${below}...${to}`]
  })
  const nameOf = (line: string) => line.slice(0, line.indexOf(']:')).toLowerCase()
  const known = links.split('\n').filter(line => !added.some(each => nameOf(each) === nameOf(line)))
  return [...added, ...known].join('\n').trim()
}
