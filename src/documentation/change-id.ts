import type { Diff, DiffLine, FileChange } from '../ports/diff.ts'
import { hash } from './hash.ts'

/**
 * An id of what a commit changes, the same wherever the commit is put: over each file's path, rename and mode and the lines
 * it removes and adds, without white space; over the blobs' ids where there are no lines. Undefined for no change at all.
 *
 * It is to `git patch-id --stable` what a list of changed lines is to a patch. That one hashes the three lines of context as
 * well, so it differs as soon as a neighbour has changed, which is what a rebase is for; and it is given whole patches,
 * where this one is given only the code: documents that were added to a commit, or left out, make it no other change.
 * Both ignore white space and line numbers. A merge has no id of either kind but for what it changes itself.
 */
export const changeId = (changes: Diff): string | undefined =>
  changes.length === 0 ? undefined : hash(changes.map(described).sort().join('\n'))

const described = (change: FileChange): string =>
  JSON.stringify([
    change.from ?? change.path,
    change.path,
    change.oldMode,
    change.newMode,
    ...signs(change),
  ])

/** The lines that changed; of what has none, the blobs. */
const signs = ({ hunks, oldBlob, newBlob }: FileChange): string[] => {
  if (hunks.length === 0) return oldBlob === newBlob ? [] : [`-${oldBlob}`, `+${newBlob}`]
  return hunks
    .flatMap(({ lines }) => lines)
    .filter(({ kind }) => kind !== 'context')
    .map(sign)
}

const sign = ({ kind, text }: DiffLine): string =>
  `${kind === 'added' ? '+' : '-'}${text.replace(/\s+/g, '')}`

/**
 * Whether one change is what some others are together, in whatever order and on whatever ground they were made. What one
 * adds and another takes away is as if it had never been, so it is enough to count how many more there are of each line.
 */
export const isMadeOf = (whole: Diff, parts: readonly Diff[]): boolean => {
  const balance = new Map<string, number>()
  const weigh = (changes: Diff, weight: number) => {
    for (const text of changes.flatMap(signs)) {
      const line = text.slice(1)
      balance.set(line, (balance.get(line) ?? 0) + (text[0] === '+' ? weight : -weight))
    }
  }
  weigh(whole, 1)
  for (const part of parts) weigh(part, -1)
  return [...balance.values()].every(count => count === 0)
}
