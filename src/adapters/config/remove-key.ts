import { patch } from '@decimalturn/toml-patch'
import { assertKey, endOfLine, says } from './edit.ts'
import type { Place } from './locate.ts'
import { problemError } from './problems.ts'
import { checkConfig, writtenAt } from './read.ts'

/**
 * The text without one key, everything else as it was; the same text if the key is not in it. USAGE for what is not a key,
 * CONFIG_INVALID if something else in the text is wrong, or would be without the key.
 */
export const removeKey = (text: string, key: string, file = '.git-doc/config.toml'): string => {
  assertKey(key)
  const { data, places, problems } = checkConfig(text, file)
  const others = problems.filter(({ key: other }) => other !== key && other !== `llm.${key}`)
  if (others.length > 0) throw problemError(file, others)
  const path = writtenAt(key, places)
  const place = places.at(path)
  if (!place) return text

  const after = without(data, path)
  // A table that a dotted key made is gone with it; one with a header stays, and may be empty.
  const wanted = [after, pruned(after, path.slice(0, -1))]
  const next = [() => withoutLines(text, place), ...wanted.map(each => () => patch(text, each))]
    .map(attempt => attempt())
    .find(candidate => candidate !== undefined && wanted.some(each => says(candidate, each)))
  if (next === undefined) throw new Error(`Removing ${key} did not give the text it should.`)
  const [problem] = checkConfig(next, file).problems
  if (problem) throw problemError(file, [problem])
  return next
}

type Table = Readonly<Record<string, unknown>>

const without = (data: unknown, [head = '', ...rest]: readonly string[]): Table => {
  const { [head]: value, ...others } = data as Table
  return rest.length > 0 ? { ...(data as Table), [head]: without(value, rest) } : others
}

const pruned = (data: Table, path: readonly string[]): Table => {
  const inner = path.reduce<unknown>((table, name) => (table as Table)[name], data)
  if (path.length === 0 || Object.keys(inner as Table).length > 0) return data
  return pruned(without(data, path), path.slice(0, -1))
}

/** The lines that a key and its value stand on, if nothing else does but a comment behind it. */
const withoutLines = (text: string, { by, start, value: [, end] }: Place): string | undefined => {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const to = endOfLine(text, end)
  const isAlone =
    /^[ \t\ufeff]*$/.test(text.slice(from, start)) &&
    /^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(end, to))
  return by === 'key' && isAlone ? text.slice(0, from) + text.slice(to) : undefined
}
