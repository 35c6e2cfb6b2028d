import { hash } from '../hash.ts'
import type { Span } from '../markdown/parse.ts'

/** What is looked for; each rule has a file of its own. */
export type Rule = 'link' | 'anchor' | 'identifier' | 'mapping' | 'mapped-section'

/** An error blocks, a warning blocks only with `--strict`, a note never does. */
export type Level = 'error' | 'warning' | 'note'

/** What a rule found, with its place in the document's text. */
export interface Finding extends Span {
  readonly rule: Rule
  readonly level: Level
  readonly file: string
  /** The target, name or section, as the document writes it. */
  readonly what: string
  readonly message: string
  /** What to do about it, where that is certain. */
  readonly hint?: string
}

/**
 * A finding with its line, and a fingerprint by which it is recognized when lines have moved. A writer of findings needs no more.
 */
export interface PlacedFinding extends Omit<Finding, 'start' | 'end'> {
  /** From 1; columns count UTF-16 units. `endColumn` is the one after the last, in the same line. */
  readonly line: number
  readonly column: number
  readonly endColumn: number
  /** The line itself. */
  readonly text: string
  readonly fingerprint: string
}

/** Tells the findings of one document, in the order of its text. */
export const placeFindings = (
  findings: readonly Finding[],
  text: string,
): readonly PlacedFinding[] => {
  const seen = new Map<string, number>()
  return [...findings]
    .sort((one, other) => one.start - other.start)
    .map(({ start, end, ...finding }) => {
      const name = [finding.rule, finding.file, finding.what].join('\0')
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      return { ...finding, ...placed(text, start, end), fingerprint: hash(`${name}\0${count}`) }
    })
}

const placed = (text: string, start: number, end: number) => {
  const before = text.slice(0, start).split(/\r\n|\r|\n/)
  const column = (before.at(-1) ?? '').length + 1
  const [line = ''] = text.slice(start - column + 1).split(/[\r\n]/, 1)
  const endColumn = Math.max(column + 1, Math.min(column + end - start, line.length + 1))
  return { line: before.length, column, endColumn, text: line }
}
