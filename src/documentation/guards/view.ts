import type { Span } from '../markdown/parse.ts'
import { type Outline, outline } from '../markdown.ts'

/** A line that is not blank, without the spaces around it; `fenced`: it belongs to a code block, its fences included. */
export interface TextLine {
  readonly text: string
  readonly fenced: boolean
}

/** A section's text as the guards see it. */
export interface View extends Outline {
  readonly lines: readonly TextLine[]
  /** Words between spaces, with how often each is there. */
  readonly words: ReadonlyMap<string, number>
  readonly length: number
  /** The text with spaces in place of code blocks, HTML, emoji names and the addresses of links. */
  readonly prose: string
  /** What the code blocks hold, without their fences. */
  readonly codeText: string
}

/** How often each value is there. */
export const countsOf = (values: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Those of the new values that are there more often than before. */
export const addedValues = (old: Iterable<string>, next: Iterable<string>): readonly string[] => {
  const before = countsOf(old)
  return [...countsOf(next)].flatMap(([value, count]) =>
    count > (before.get(value) ?? 0) ? [value] : [],
  )
}

/** How many of the values of one count another lacks. */
export const missingCount = (
  from: ReadonlyMap<string, number>,
  inside: ReadonlyMap<string, number>,
): number =>
  [...from].reduce((sum, [value, count]) => sum + Math.max(0, count - (inside.get(value) ?? 0)), 0)

/** A text as its readers see it, without HTML comments and what Markdown writers use for them. */
export const withoutComments = (text: string): string =>
  text.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/^\[\/\/\]: # .*$/gm, '')

/** A line without the underscores that set words in italics or bold: `\b` and `\W` take them for letters. */
export const withoutUnderscores = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const masked = (text: string, spans: readonly Span[]): string => {
  const parts: string[] = []
  let place = 0
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    if (end <= place) continue
    parts.push(text.slice(place, start), blank(text.slice(Math.max(start, place), end)))
    place = end
  }
  return parts.join('') + text.slice(place)
}

const addresses =
  /\b(?:https?|wss?|ftp|mailto):[^\s<>"'`]+|(?<=\]\()[^()\s]*(?:\([^()\s]*\)[^()\s]*)*/gi
const definitions = /^( {0,3}\[[^\]\n]+\]:)[^\n]*/gm
const emoji = /:[a-z0-9_+-]+:/g

const proseOf = ({ text, code, html }: Outline): string =>
  masked(text, [...code, ...html])
    .replace(addresses, blank)
    .replace(definitions, blank)
    .replace(emoji, blank)

const textLines = ({ text, code }: Outline): readonly TextLine[] => {
  const lines: TextLine[] = []
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    const fenced = code.some(span => span.start <= end && start < span.end)
    if (line.trim()) lines.push({ text: line.trim(), fenced })
    start = end + 1
  }
  return lines
}

/** Reads a section's text (LF line endings). */
export const viewOf = (text: string): View => {
  const read = outline(text)
  const words = text.split(/\s+/).filter(Boolean)
  return {
    ...read,
    lines: textLines(read),
    words: countsOf(words),
    length: words.length,
    prose: proseOf(read),
    codeText: read.code.map(({ text }) => text).join('\n'),
  }
}
