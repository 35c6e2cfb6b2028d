import { isProduct } from './concern.ts'
import type { DiffLine, FileChange } from './diff.ts'
import type { Query } from './rank.ts'

/** What of a commit says what it is about. */
export interface QueryCommit {
  readonly subject: string
  /** The whole message, subject included. */
  readonly message: string
  readonly changes: readonly FileChange[]
}

/** A line is read up to here: generated text has no end. */
const longestLine = 400
/** So much of a diff says what it is about; more costs time and dilutes the words. */
const mostCharacters = 250_000

/**
 * What a commit says in words. The weights were found with bench/ranking.ts: a subject's word counts as if it stood on eight
 * changed lines, one that stands around the changes as on half a line. Tests and CI say little of what
 * documents describe.
 */
export const queryOf = ({ subject, message, changes }: QueryCommit): Query => {
  const product = changes.filter(({ path }) => isProduct(path))
  const hunks = product.flatMap(change => change.hunks)
  const lines = hunks.flatMap(hunk => hunk.lines)
  return [
    { text: textOf(lines, line => line.kind !== 'context'), weight: 1 },
    { text: textOf(lines, line => line.kind === 'context'), weight: 0.6 },
    { text: hunks.map(({ heading }) => heading).join('\n'), weight: 0.5 },
    { text: subject.replace(/#\d+/g, ''), weight: 8 },
    { text: bodyOf(message), weight: 1 },
    { text: product.map(({ path }) => stem(path)).join('\n'), weight: 1 },
  ]
}

/** A message without its subject and trailers. */
const bodyOf = (message: string): string =>
  message
    .split('\n')
    .slice(1)
    .filter(line => !/^[\w-]+: |^https?:/.test(line))
    .join('\n')

const textOf = (lines: readonly DiffLine[], wanted: (line: DiffLine) => boolean): string => {
  const read: string[] = []
  let room = mostCharacters
  for (const line of lines) {
    if (!wanted(line)) continue
    const text = line.text.slice(0, longestLine)
    room -= text.length
    if (room < 0) break
    read.push(text)
  }
  return read.join('\n')
}

/** A file's name without its folders and extension. */
const stem = (path: string): string => (path.split('/').at(-1) ?? '').replace(/(.)\.\w+$/, '$1')
