import type { Proof } from '../../events/commit-parts.ts'
import { remarkStringify, unified } from '../markdown/remark.ts'

/** The commit that an entry describes. */
export interface EntryCommit {
  readonly commit: string
  readonly subject: string
}

/** Whether a title is that of a section which lists what happened lately. */
export const isRecentChanges = (title: string): boolean =>
  /^#*\s*recent[ _-]changes\s*$/i.test(title.trim())

/**
 * Adds a commit on top of the section's list, in the list's own style. Undefined if it is listed: it is not added again.
 */
export const withEntry = (
  text: string,
  { commit, subject }: EntryCommit,
): { text: string; entry: string } | undefined => {
  if (isListed(text, commit)) return undefined
  const id = `(${commit.slice(0, shortId)})`
  const words = subject.trim() === '' ? id : `${escaped(subject)} ${id}`
  const lines = text.split('\n')
  const first = firstItem(lines)
  const entry = first < 0 ? `- ${words}` : inStyleOf(lines[first] ?? '', words)
  return { text: first < 0 ? begin(lines, entry) : onTop(lines, first, entry), entry }
}

/** An entry proves itself by the commit; the file is the first that the commit changed. */
export const entryProof = (text: string, file: string): Proof => ({
  kind: 'entry',
  from: '',
  to: text,
  file,
})

const shortId = 7
const item = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)/

const isListed = (text: string, commit: string): boolean =>
  [...text.matchAll(/(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])/g)].some(([id]) =>
    commit.startsWith(id),
  )

/** Where the section's list begins: before any heading below its own, and outside code. */
const firstItem = (lines: readonly string[]): number => {
  let fenced = false
  for (const [place, line] of lines.entries()) {
    if (/^ {0,3}(?:```|~~~)/.test(line)) fenced = !fenced
    if (fenced) continue
    if (place > 0 && heading.test(line)) return -1
    if (item.test(line)) return place
  }
  return -1
}

const heading = /^ {0,3}#{1,6}(?:\s|$)/

const inStyleOf = (line: string, words: string): string => {
  const [, indent = '', bullet = '-', gap = ' '] = item.exec(line) ?? []
  return `${indent}${bullet}${gap}${words}`
}

const onTop = (lines: readonly string[], first: number, entry: string): string => {
  const added = isLoose(lines, first) ? [entry, ''] : [entry]
  return [...lines.slice(0, first), ...added, ...lines.slice(first)].join('\n')
}

/** Items of the list are apart by an empty line. */
const isLoose = (lines: readonly string[], first: number): boolean => {
  const next = lines.findIndex((line, place) => place > first && item.test(line))
  return next > 0 && lines[next - 1]?.trim() === ''
}

/** The first entry: below the heading, and what already stands there stays below. */
const begin = (lines: readonly string[], entry: string): string => {
  const isSetext = /^ {0,3}(?:=+|-+)\s*$/.test(lines[1] ?? '') && lines[0]?.trim() !== ''
  const size = isSetext ? 2 : heading.test(lines[0] ?? '') ? 1 : 0
  const head = lines.slice(0, size)
  const rest = lines.slice(size)
  const filled = rest.findIndex(line => line.trim() !== '')
  if (filled < 0) return [...head, ...(size > 0 ? [''] : []), entry, ...rest].join('\n')
  const above = size > 0 ? [...head, ''] : rest.slice(0, filled)
  return [...above, entry, '', ...rest.slice(filled)].join('\n')
}

/** A subject as Markdown that reads as it was written: outside of code spans nothing of it is markup. */
const escaped = (subject: string): string => {
  const parts = subject
    .trim()
    .replace(/\s+/g, ' ')
    .split(/(`+[^`]*`+)/)
  const children = parts.map((part, place) =>
    place % 2 === 1
      ? { type: 'inlineCode' as const, value: part.replace(/^`+|`+$/g, '') }
      : { type: 'text' as const, value: part },
  )
  const paragraph = {
    type: 'paragraph' as const,
    children: children.filter(({ value }) => value !== ''),
  }
  return printer.stringify({ type: 'root', children: [paragraph] }).trim()
}

const printer = unified().use(remarkStringify)
