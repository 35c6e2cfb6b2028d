import type { LoggedCommit, LoggedTag } from 'git-doc/composables'

/** A commit whose message says what kind of change it is (https://www.conventionalcommits.org). */
export interface Change {
  readonly type: string
  readonly scope: string
  readonly breaking: boolean
  /** What a footer says of what breaks, if it does. */
  readonly warning: string
  readonly what: string
  /** The number of its pull request, if the subject ends in it. */
  readonly pull: string
  readonly commit: string
  readonly author: string
}

const header = /^([A-Za-z]+)(?:\(([^()]*)\))?(!)?:\s+(\S.*)$/
const footer = /^BREAKING[ -]CHANGE:\s*([\s\S]+?)(?=\n\n|\n[A-Z][\w-]*(?:: | #)|\s*(?![\s\S]))/m

/** Undefined for a commit that is written in another way. */
export const changeOf = ({ subject, body, commit, author }: LoggedCommit): Change | undefined => {
  const [, type = '', scope = '', mark, text = ''] = header.exec(subject) ?? []
  if (text === '') return undefined
  const [, pull = ''] = /\s*\(#(\d+)\)$/.exec(text) ?? []
  const [, warning = ''] = footer.exec(body) ?? []
  return {
    type: type.toLowerCase(),
    scope,
    breaking: mark !== undefined || warning !== '',
    warning: warning.replace(/\s+/g, ' ').trim(),
    what: text.replace(/\s*\(#\d+\)$/, '').replace(/\.$/, ''),
    pull,
    commit,
    author: author.name,
  }
}

/** Changes without those that a later commit took back, and without what took them back. */
export const standing = (commits: readonly LoggedCommit[]): readonly LoggedCommit[] => {
  const gone = new Set<string>()
  for (const { commit, subject, body } of commits) {
    const [, reverted] = /^This reverts commit ([0-9a-f]{7,64})/m.exec(body) ?? []
    if (reverted === undefined || !/^revert\b/i.test(subject) || gone.has(commit)) continue
    const other = commits.find(each => each.commit.startsWith(reverted))
    if (other) gone.add(commit).add(other.commit)
  }
  return commits.filter(({ commit }) => !gone.has(commit))
}

/** What only moves versions of dependencies. */
export const isOfDependencies = ({ type, scope }: Change): boolean =>
  /^(?:deps|deps-dev|dependencies)$/.test(scope) || type === 'deps'

export interface Version {
  readonly version: string
  readonly tag: string
  readonly commit: string
  /** The day, `2026-01-31`. */
  readonly day: string
}

/** The tags that are versions, highest first; pre-releases only if they are wanted. */
export const versionsIn = (
  tags: readonly LoggedTag[],
  { prefix, prereleases }: { readonly prefix: string; readonly prereleases: boolean },
): readonly Version[] =>
  tags
    .flatMap(({ name, commit, date }) => {
      if (!name.startsWith(prefix)) return []
      const [, version, end] =
        /^v?(\d+\.\d+\.\d+(-[\w.-]+)?)(?:\+[\w.-]+)?$/.exec(name.slice(prefix.length)) ?? []
      if (version === undefined || (end !== undefined && !prereleases)) return []
      return [{ version, tag: name, commit, day: date.slice(0, 10) }]
    })
    .sort((one, other) => compare(other.version, one.version))

const compare = (one: string, other: string): number => {
  const [[first, last], [second, end]] = [parts(one), parts(other)]
  for (const at of [0, 1, 2]) {
    const difference = (first[at] ?? 0) - (second[at] ?? 0)
    if (difference !== 0) return difference
  }
  // A pre-release comes before its release.
  if (last === '' || end === '') return last === end ? 0 : last === '' ? 1 : -1
  return last.localeCompare(end, 'en', { numeric: true })
}

const parts = (version: string): readonly [readonly number[], string] => {
  const [numbers = '', ...rest] = version.split('-')
  return [numbers.split('.').map(Number), rest.join('-')]
}

/** The address of a repository on the web, from that of its remote; undefined if it has none. */
export const webAddress = (remote: string | null): string | undefined => {
  const [, host, path] =
    /^(?:https:\/\/(?:[^@/]*@)?|ssh:\/\/(?:\w+@)?|\w+@)([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(
      remote ?? '',
    ) ?? []
  return host !== undefined && path !== undefined ? `https://${host}/${path}` : undefined
}

/** A change in a list: `**scope:** What it does ([#12](…))`. */
export const entryOf = (change: Change, web: string | undefined): string => {
  const { scope, breaking, warning, what, pull, commit } = change
  const marks = [breaking ? '**Breaking:** ' : '', scope ? `**${scope}:** ` : '']
  const said = warning && warning !== what ? `${capital(what)}. ${capital(warning)}` : capital(what)
  return `${marks.join('')}${escaped(said)} (${referenceOf({ pull, commit }, web)})`
}

/** What a list's entry is known by, whoever has changed its words. */
export const isAbout = (
  entry: string,
  { pull, commit }: Pick<Change, 'pull' | 'commit'>,
): boolean =>
  entry.includes(commit.slice(0, 7)) || (pull !== '' && new RegExp(`#${pull}\\b`).test(entry))

const referenceOf = (
  { pull, commit }: Pick<Change, 'pull' | 'commit'>,
  web: string | undefined,
) => {
  const short = commit.slice(0, 7)
  if (pull !== '')
    return web?.startsWith('https://github.com/') ? `[#${pull}](${web}/pull/${pull})` : `#${pull}`
  return web === undefined ? short : `[${short}](${web}/commit/${commit})`
}

/** Sentences begin with a capital, but for names of code. */
const capital = (text: string): string =>
  /^[a-z]+(?=[\s,:]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text

/** What Markdown would take for a tag is shown as it was written. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/<(?=[a-z/!])/gi, '\\<')))
    .join('')
