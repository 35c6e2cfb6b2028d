import { hash } from '../hash.ts'
import type { Span } from '../markdown.ts'

/** What is looked for; each rule has a file of its own. */
export type Rule = 'link' | 'anchor' | 'identifier' | 'mapped-section'

/** An error is sure enough to block on, a warning only where it was asked for, a note never. */
export type Level = 'error' | 'warning' | 'note'

/** What a rule found, with its place in the document's text. */
export interface Finding extends Span {
  readonly rule: Rule
  readonly level: Level
  readonly file: string
  /** What the document names, as it writes it: a link's target, a name, a section. */
  readonly what: string
  readonly message: string
  /** What to do about it, where that is sure. */
  readonly hint?: string
}

/** A finding as it is told: where it is in lines, and what it is known by again when lines have moved. */
export interface Told extends Omit<Finding, 'start' | 'end'> {
  /** From 1; columns count UTF-16 units. `endColumn` is the one after the last, in the same line. */
  readonly line: number
  readonly column: number
  readonly endColumn: number
  /** The line itself. */
  readonly text: string
  readonly fingerprint: string
}

/** Tells the findings of one document, in the order of its text. */
export const tell = (findings: readonly Finding[], text: string): readonly Told[] => {
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
