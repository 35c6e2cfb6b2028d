import type { CheckedSource } from '../../commands/upstream/check.ts'
import { GitDocError } from '../../errors/error.ts'
import { shownVersion } from '../../upstream/names.ts'
import { exitCode, exitCodeOf } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** What was found, as JSON has it: an object by names, for `jq '.[] | select(.update_available)'`. */
export const checkedJson = (checked: readonly CheckedSource[]): object =>
  Object.fromEntries(
    checked.map(source => [
      source.name,
      {
        name: source.name,
        current: source.current?.version ?? null,
        latest: source.latest?.version ?? null,
        update_available: source.updateAvailable,
        kind: source.level,
        needs_approval: source.needsApproval,
        pinned: source.pinned,
        ...(source.current?.tag !== undefined && { current_tag: source.current.tag }),
        ...(source.current?.commit !== undefined && { current_commit: source.current.commit }),
        ...(source.latest?.tag !== undefined && { latest_tag: source.latest.tag }),
        ...(source.latest?.commit !== undefined && { latest_commit: source.latest.commit }),
        ...(source.compare !== undefined && { compare: source.compare }),
        ...(source.others.count > 0 && { not_versions: source.others }),
        ...(source.failure && {
          error: { code: source.failure.code, message: source.failure.message },
        }),
      },
    ]),
  )

/** The same as a table, and below it what a person should know. */
export const checkedLines = (
  checked: readonly CheckedSource[],
  { colors }: Terminal,
): readonly string[] => {
  const rows = checked.map(({ name, current, unknown, latest, failure, ...source }) => [
    name,
    current ? shownVersion(current.version) : unknown ? '?' : 'none',
    latest ? shownVersion(latest.version) : '?',
    failure ? 'not reached' : kindOf(source),
  ])
  const notes = checked.flatMap(notesOf)
  return [
    ...table([['source', 'current', 'latest', 'change'], ...rows]),
    ...notes.map(note => colors.dim(note)),
  ]
}

const notesOf = (source: CheckedSource): readonly string[] => {
  const { compare, failure } = source
  const notes = [
    failure?.message,
    failure?.hint,
    unknownText(source),
    compare,
    othersText(source.others),
  ]
  return notes.flatMap(note => (note === undefined ? [] : [`${source.name}: ${note}`]))
}

const unknownText = ({ unknown }: CheckedSource): string | undefined => {
  if (unknown === 'not-allowed')
    return 'its `current` command may not run here. "git-doc allow" allows it.'
  return unknown === 'failed' ? 'its `current` command does not say a version.' : undefined
}

const othersText = ({ count, some }: CheckedSource['others']): string | undefined =>
  count === 0
    ? undefined
    : `${count} ${count === 1 ? 'tag is not a version' : 'tags are not versions'}: ${some.join(', ')}${count > some.length ? ', …' : ''}`

const kindOf = ({
  level,
  needsApproval,
  pinned,
}: Pick<CheckedSource, 'level' | 'needsApproval' | 'pinned'>): string => {
  if (level === 'none') return pinned ? 'pinned' : 'up to date'
  return [
    level,
    ...(needsApproval ? ['needs an approval'] : []),
    ...(pinned ? ['pinned'] : []),
  ].join(', ')
}

/** The exit code of a check: that of the first source that could not be judged. */
export const checkedCode = (checked: readonly CheckedSource[]): number => {
  const failed = checked.flatMap(({ failure }) => failure ?? [])[0]
  if (!failed) return exitCode.done
  return exitCodeOf(new GitDocError(failed.code, failed.message))
}
