import { isDeepStrictEqual } from 'node:util'
import { patch } from '@decimalturn/toml-patch'
import { parse } from 'smol-toml'
import { nearest } from '../../errors/nearest.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { Mapping } from '../../ports/settings.ts'
import { keyKinds } from './keys.ts'
import type { Place, Places } from './locate.ts'
import { problemError } from './problems.ts'
import { type Checked, checkConfig, writtenAt } from './read.ts'

/** What can be set from a command line: a list is several words, or one that is a TOML list. */
export type NewValue = string | number | boolean | readonly string[]

/**
 * The text with one key set; nothing but that key's value or line differs. USAGE if the key or the value is wrong,
 * CONFIG_INVALID if something else in the text is.
 */
export const setValue = (
  text: string,
  key: string,
  value: NewValue,
  file = '.git-doc/config.toml',
): string => {
  const wanted = typed(key, value)
  const before = checkConfig(text, file)
  const others = before.problems.filter(({ key: other }) => other !== key && other !== `llm.${key}`)
  if (others.length > 0) throw problemError(file, others)

  const path = writtenAt(key, before.places)
  const after = withValue(before.data, path, wanted)
  const next = [
    () => replaced(text, before.places.at(path), wanted),
    () => inserted(text, before, path, wanted),
    () => patch(text, after),
  ]
    .map(attempt => attempt())
    .find(candidate => candidate !== undefined && says(candidate, after))
  if (next === undefined) throw new Error(`Setting ${key} did not give the text it should.`)

  const [problem] = checkConfig(next, file).problems
  if (problem) throw wrongUsage(`${key}: ${problem.what}.`, problem.hint)
  return next
}

/** A mapping to be written, and the comment above it: one line. */
export interface NewMapping extends Mapping {
  readonly comment: string
}

/** The text with mappings at its end, everything else as it was. CONFIG_INVALID if the text is wrong as it is. */
export const withMappings = (
  text: string,
  mappings: readonly NewMapping[],
  file = '.git-doc/config.toml',
): string => {
  const before = checkConfig(text, file)
  if (before.problems.length > 0) throw problemError(file, before.problems)
  const plain = mappings.map(({ code, file, section }) => ({
    code_pattern: [...code],
    doc_file: file,
    section,
  }))
  const known = (before.data as { mappings?: unknown[] }).mappings ?? []
  const after = { ...(before.data as object), mappings: [...known, ...plain] }
  const eol = eolOf(text)
  const tables = mappings.map(({ comment, code, file, section }) =>
    [
      `# ${comment}`,
      '[[mappings]]',
      `code_pattern = ${toml(code)}`,
      `doc_file = ${toml(file)}`,
      `section = ${toml(section)}`,
      '',
    ].join(eol),
  )
  const gap = text === '' || text === '\ufeff' ? '' : text.endsWith('\n') ? eol : eol + eol
  const appended = `${text}${gap}${tables.join(eol)}`
  // `mappings = [...]` as a list in one piece cannot have a table after it.
  const next = says(appended, after) ? appended : patch(text, after)
  if (!says(next, after)) throw new Error('Adding mappings did not give the text it should.')
  const { problems } = checkConfig(next, file)
  if (problems.length > 0) throw problemError(file, problems)
  return next
}

/** Refuses what is not a key that can be set; USAGE with the nearest one. */
export const assertKey = (key: string): void => {
  if (Object.hasOwn(keyKinds, key)) return
  const near = nearest(key, Object.keys(keyKinds))
  throw wrongUsage(
    `"${key}" is not a key of the configuration.`,
    near ? `Did you mean "${near}"?` : `Known: ${Object.keys(keyKinds).join(', ')}.`,
  )
}

/** The words of a command line as the value that the key takes. */
const typed = (key: string, value: NewValue): unknown => {
  const [table = ''] = /^\w+/.exec(key) ?? []
  if (keyKinds[table] === 'tables')
    throw wrongUsage(
      `${table} are tables, which one value cannot set.`,
      'Use "git-doc config edit".',
    )
  assertKey(key)
  const words = Array.isArray(value) ? value : [String(value)]
  if (keyKinds[key] === 'list') return words.length === 1 ? list(key, words[0]) : words
  if (words.length !== 1) throw wrongUsage(`${key} takes one value, not ${words.length}.`)
  const [word] = words
  if (keyKinds[key] === 'switch') {
    if (word === 'true' || word === 'false') return word === 'true'
    throw wrongUsage(`${key}: must be true or false.`)
  }
  if (keyKinds[key] === 'number') {
    if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word)
    throw wrongUsage(`${key}: must be a number.`)
  }
  return word
}

const list = (key: string, word: string): unknown => {
  if (!/^\s*\[.*\]\s*$/s.test(word)) return [word]
  try {
    return parse(`v = ${word.trim()}`).v
  } catch {
    throw wrongUsage(`${key}: is not a TOML list.`, `For example '["README.md", "docs/**/*.md"]'.`)
  }
}

const withValue = (data: unknown, [head = '', ...rest]: readonly string[], value: unknown) => {
  const table = { ...(data as Record<string, unknown>) }
  table[head] = rest.length > 0 ? withValue(table[head], rest, value) : value
  return table
}

/** Whether a text is TOML that means this. */
export const says = (text: string, data: unknown): boolean => {
  try {
    return isDeepStrictEqual(structuredClone(parse(text)), structuredClone(data))
  } catch {
    return false
  }
}

/** The value in its place. Only it is given to the editor, which keeps its quotes and the comments inside a list. */
const replaced = (text: string, place: Place | undefined, value: unknown): string | undefined => {
  if (place?.by !== 'key') return undefined
  const [start, end] = place.value
  const edited = patch(`v = ${text.slice(start, end)}`, { v: value }).replace(/^v\s*=\s*/, '')
  return text.slice(0, start) + edited + text.slice(end)
}

/** A line for a key that was not there: after its commented-out default, else after the last key of its table. */
const inserted = (
  text: string,
  { data, places }: Checked,
  path: readonly string[],
  value: unknown,
): string | undefined => {
  const [leaf = '', table] = path.toReversed()
  const line = `${leaf} = ${toml(value)}`
  const firstHeader = places.headers[0] ?? text.length
  if (table === undefined) {
    const end = lineBefore(text, places, [0, firstHeader], leaf)
    return end === undefined ? aboveTables(text, firstHeader, line) : insertLine(text, end, line)
  }
  const parent = places.at([table])
  if (!parent) return appended(text, `[${table}]`, line)
  if (parent.by === 'dotted') {
    const end = lineBefore(text, places, [0, firstHeader], leaf) ?? 0
    return insertLine(text, end, `${table}.${line}`)
  }
  if (parent.by === 'key') return replaced(text, parent, withValue(data, path, value)[table])
  if (parent.by !== 'header') return undefined
  const [, from] = parent.value
  const to = places.headers.find(start => start > from) ?? text.length
  const end = lineBefore(text, places, [from, to], leaf) ?? endOfLine(text, from)
  return insertLine(text, end, line)
}

/** Where the line ends, between two offsets, behind which a key belongs. */
const lineBefore = (
  text: string,
  { pairs }: Places,
  [from, to]: readonly [number, number],
  leaf: string,
): number | undefined => {
  const within = (offset: number) => pairs.some(([start, end]) => start <= offset && offset < end)
  const commented = [...text.matchAll(new RegExp(`^[ \\t]*#[ \\t]*${leaf}[ \\t]*=`, 'gm'))].find(
    ({ index }) => from <= index && index < to && !within(index),
  )
  if (commented) return endOfLine(text, commented.index)
  const last = pairs.findLast(([start]) => from <= start && start < to)
  return last && endOfLine(text, last[1])
}

/** A first key of no table stands before all tables, and before the comments right above the first of them. */
const aboveTables = (text: string, firstHeader: number, line: string): string => {
  const eol = eolOf(text)
  const before = text.slice(0, firstHeader)
  const [comments = ''] = /(?:(?<![^\n])[ \t]*#[^\n]*\n)*[ \t]*$/.exec(before) ?? []
  const at = firstHeader - comments.length
  if (firstHeader === text.length) return insertLine(text, text.length, line)
  return `${text.slice(0, at)}${line}${eol}${eol}${text.slice(at)}`
}

const appended = (text: string, header: string, line: string): string => {
  const eol = eolOf(text)
  const gap = text === '' || text === '\ufeff' ? '' : text.endsWith('\n') ? eol : eol + eol
  return `${text}${gap}${header}${eol}${line}${eol}`
}

/** Puts a line behind the one that ends at an offset. */
const insertLine = (text: string, end: number, line: string): string => {
  const eol = eolOf(text)
  const open = end > 0 && text[end - 1] !== '\n' && text[end - 1] !== '\ufeff'
  if (open) return `${text.slice(0, end)}${eol}${line}${eol}${text.slice(end)}`
  return `${text.slice(0, end)}${line}${eol}${text.slice(end)}`
}

/** The offset behind the line end of the line that an offset is in. */
export const endOfLine = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

const eolOf = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n')

const toml = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(toml).join(', ')}]`
    : JSON.stringify(value).replaceAll('\u007f', '\\u007f')
