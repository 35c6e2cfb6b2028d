import type { LoggedCommit } from 'git-doc/composables'
import {
  type Change,
  changeOf,
  entryOf,
  isOfDependencies,
} from '../conventional-commits/commits.ts'

export interface Group {
  readonly title: string
  readonly entries: readonly string[]
}

const titles: Readonly<Record<string, string>> = {
  feat: 'New',
  fix: 'Fixed',
  perf: 'Faster',
  security: 'Security',
  deprecate: 'Deprecated',
  remove: 'Removed',
}
const order = [
  'What breaks',
  'Security',
  'New',
  'Fixed',
  'Faster',
  'Deprecated',
  'Removed',
  'Changes',
]

/** Of no interest to whoever uses a version. */
const isInner =
  /^(?:merge\b|bump\b|release\b|v?\d+\.\d+|chore|ci|test|style|build|wip\b|update (?:lock|changelog|version))/i

/** What a version brings, under titles. Where few commits are conventional, their subjects are listed as they are. */
export const groupsOf = (
  commits: readonly LoggedCommit[],
  web: string | undefined,
): readonly Group[] => {
  const changes = commits.flatMap(commit => changeOf(commit) ?? [])
  const isConventional =
    changes.length * 2 >= commits.filter(({ subject }) => !/^Merge /.test(subject)).length
  const groups = new Map<string, string[]>()
  const add = (title: string, entry: string) => {
    const entries = groups.get(title) ?? []
    if (!entries.includes(entry)) groups.set(title, [...entries, entry])
  }
  for (const commit of commits) {
    const change = changeOf(commit) ?? plainChange(commit)
    const title = titleOf(change, isConventional, commit.subject)
    if (title !== undefined) add(title, entryOf({ ...change, breaking: false }, web))
  }
  return order.flatMap(title => {
    const entries = groups.get(title)
    return entries ? [{ title, entries }] : []
  })
}

const titleOf = (change: Change, isConventional: boolean, subject: string): string | undefined => {
  if (change.breaking) return 'What breaks'
  if (isOfDependencies(change)) return undefined
  const title = titles[change.type]
  if (title !== undefined) return title
  return isConventional || isInner.test(subject) ? undefined : 'Changes'
}

const plainChange = ({ subject, commit, author }: LoggedCommit): Change => {
  const [, pull = ''] = /\s*\(#(\d+)\)$/.exec(subject) ?? []
  const what = subject.replace(/\s*\(#\d+\)$/, '').replace(/\.$/, '')
  return {
    type: '',
    scope: '',
    breaking: false,
    warning: '',
    what,
    pull,
    commit,
    author: author.name,
  }
}

/** Who wrote the commits, without programs; those with most commits first. */
export const peopleOf = (commits: readonly LoggedCommit[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { author } of commits)
    if (
      !/\[bot\]|\bbot\b|dependabot|renovate|github-actions|semantic-release/i.test(
        author.name + author.email,
      )
    )
      counts.set(author.name, (counts.get(author.name) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([name]) => name)
}
