import { declarations } from '../summary/symbols.ts'
import type { Pair } from './pairs.ts'

/** A literal that took the place of another on a line that is otherwise the same. */
export interface ValueChange {
  readonly from: string
  readonly to: string
  /** What stands before and after the literal on the line, its quotes included. */
  readonly before: string
  readonly after: string
}

/** What value a line states anew, if that is all that differs. */
export const valueChange = ({ removed, added }: Pair): ValueChange | undefined => {
  const [was, is] = [removed.code, added.code]
  if (was === is || was === '' || is === '') return undefined
  const { start, tail } = literalAround(was, differing(was, is))
  return {
    from: was.slice(start, was.length - tail),
    to: is.slice(start, is.length - tail),
    before: was.slice(0, start),
    after: was.slice(was.length - tail),
  }
}

/** What comes before a value that a description calls the default. */
export const calledDefault = /\bdefaults?\b(?:\s*(?:to|is|:|=))*\s*$/i

interface Difference {
  readonly start: number
  /** How much is alike at the end. */
  readonly tail: number
}

const differing = (was: string, is: string): Difference => {
  const start = commonStart(was, is)
  const tail = commonStart(reversed(was), reversed(is))
  return { start, tail: Math.min(tail, was.length - start, is.length - start) }
}

/** Out to the whole literal: the string it lies in, or else the rest of its number or word. */
const literalAround = (line: string, { start, tail }: Difference): Difference => {
  const word = { start, tail }
  while (word.start > 0 && /[\w.]/.test(line[word.start - 1] as string)) word.start -= 1
  while (word.tail > 0 && /[\w.]/.test(line[line.length - word.tail] as string)) word.tail -= 1
  if (calledDefault.test(line.slice(0, word.start))) return word
  const quotes = quotesAround(line, start, line.length - tail)
  return quotes ? { start: quotes.start, tail: line.length - quotes.end } : word
}

const reversed = (text: string): string => [...text].reverse().join('')

const commonStart = (one: string, other: string): number => {
  let length = 0
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1
  return length
}

/** The inside of the string literal that a place lies in. */
const quotesAround = (line: string, from: number, to: number) => {
  for (const match of line.matchAll(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)) {
    const start = match.index + 1
    const end = start + (match[2] ?? '').length
    if (start <= from && to <= end) return { start, end }
  }
  return undefined
}

/**
 * What the value at a place of a line is called: the name it is assigned to, or, for a `default`, the option that the line or
 * one of those above it declares.
 */
export const nameOf = (pair: Pair, { before }: ValueChange): string | undefined => {
  const { code, file } = pair.removed
  const text = before.replace(/["'`]$/, '')
  const assigned =
    /([A-Za-z_$][\w$-]*)["']?\]?\s*\??\s*(?::\s*[\w<>|[\]., ]+?)?\s*(?:=|:|:=|\?\?=?|\|\|=?)\s*$/.exec(
      text,
    )?.[1] ??
    /["']?([A-Za-z_$][\w$-]*)["']?\s*[:=][^,;]*\.default\(\s*$/.exec(text)?.[1] ??
    /(?:[Gg]etenv|environ\.get|\.get)\(\s*["']([\w-]+)["'],\s*$/.exec(text)?.[1]
  if (assigned && !isDefault(assigned)) return assigned
  const flag = declarations(code, file).find(({ kind }) => kind === 'flag')
  const place = assigned || /,\s*$/.test(text) || calledDefault.test(text)
  if (flag && place && flag.index < before.length) return `--${flag.name}`
  if (!assigned) return undefined
  return /([A-Za-z_$][\w$-]*)["']?\s*[:=][^:=]*[{(][^{}()]*$/.exec(text)?.[1] ?? ownerOf(pair)
}

const isDefault = (name: string): boolean =>
  /^(?:defaults?|default_?value|default_value_t|fallback)$/i.test(name)

/** The option that a `default` belongs to: declared by a line above it that is indented less. */
const ownerOf = ({ removed }: Pair): string | undefined => {
  let indent = indentOf(removed.code)
  const { lines } = removed.hunk
  for (const { kind, text } of lines.slice(0, removed.place).reverse().slice(0, 12)) {
    if (kind === 'added' || text.trim() === '') continue
    const flag = declarations(text, removed.file).find(found => found.kind === 'flag')
    if (flag && indentOf(text) <= indent) return `--${flag.name}`
    if (indentOf(text) >= indent) continue
    indent = indentOf(text)
    const key = /^\s*["']?([A-Za-z_$][\w$-]*)["']?\s*(?::|=)\s*.*[{(]\s*$/.exec(text)?.[1]
    if (key) return key
  }
  return undefined
}

const indentOf = (line: string): number => line.length - line.trimStart().length
