import { invalidConfig } from '../../errors/configuration.ts'
import type { GitDocError } from '../../errors/error.ts'
import { nearest } from '../../errors/nearest.ts'
import { type KeyKind, keyKinds, providers } from './keys.ts'
import type { KeyPath } from './locate.ts'

/** Something wrong in a configuration: at a line if it is known, of a key if there is one. */
export interface Problem {
  readonly line: number | undefined
  readonly key: string
  readonly what: string
  readonly hint: string | undefined
}

/** All that is wrong in a file as one error: the first in its message's first line, each further one in a line of its own. */
export const problemError = (file: string, problems: readonly Problem[]): GitDocError => {
  const [first, ...others] = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
  if (!first) throw new Error('No problem, no error.')
  const place = ({ line, key }: Problem) => [file, line, key && ` ${key}`].filter(Boolean).join(':')
  const more = others.map(
    problem => `\n${place(problem)}: ${problem.what}.${problem.hint ? ` ${problem.hint}` : ''}`,
  )
  return invalidConfig(place(first), `${first.what}.${more.join('')}`, first.hint)
}

/** What zod found, in our words. `data` tells a missing key from one of the wrong type. */
export const problemsOf = (
  issues: readonly Issue[],
  data: unknown,
  lineOf: (path: KeyPath) => number | undefined,
): Problem[] =>
  issues.flatMap((issue): Problem[] => {
    const path = issue.path as KeyPath
    if (issue.code === 'unrecognized_keys')
      return (issue.keys ?? []).map(key => ({
        line: lineOf([...path, key]),
        key: dotted([...path, key]),
        what: 'is not a known key',
        hint: unknownKeyHint([...path, key]),
      }))
    const missing = issue.code === 'invalid_type' && valueAt(data, path) === undefined
    return [
      {
        line: lineOf(path),
        key: dotted(path),
        what: missing ? 'is missing' : issue.message,
        hint: missing ? undefined : hintFor(path, issue, data),
      },
    ]
  })

interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly params?: Readonly<Record<string, unknown>> | undefined
}

/** A key as people write it: `mappings[0].code_pattern`; of a list's element, the list's. */
export const dotted = (path: KeyPath): string =>
  path
    .slice(0, typeof path.at(-1) === 'number' ? -1 : undefined)
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      // Nobody names a key like this; it may be a secret on the wrong side of the "=".
      if (part.length > 40) return index === 0 ? '…' : '.…'
      const shown = /^[\w-]+$/.test(part) ? part : JSON.stringify(part)
      return index === 0 ? shown : `.${shown}`
    })
    .join('')

const valueAt = (data: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  )

const hintFor = (path: KeyPath, issue: Issue, data: unknown): string | undefined => {
  if (issue.code === 'custom') return issue.params?.hint as string | undefined
  if (issue.code === 'invalid_value') return didYouMean(valueAt(data, path), providers)
  const kind = keyKinds[dotted(path)]
  const examples: Partial<Record<KeyKind, string>> = {
    list: 'Write it in brackets: ["…", "…"].',
    switch: 'Write it without quotes.',
    number: 'Write it without quotes.',
  }
  return issue.code === 'invalid_type' && kind ? examples[kind] : undefined
}

const didYouMean = (value: unknown, known: readonly string[]): string | undefined => {
  const near = typeof value === 'string' ? nearest(value, known) : undefined
  return near && `Did you mean "${near}"?`
}

/** The known keys of each table; `mappings` and `docs` stand for their elements. */
const tables = (): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, string[]> = {
    '': [],
    mappings: ['code_pattern', 'doc_file', 'section'],
    docs: ['files', 'style', 'audience', 'never_touch'],
  }
  for (const key of Object.keys(keyKinds)) {
    const [table = '', leaf] = key.split('.')
    found['']?.push(...(found[''].includes(table) ? [] : [table]))
    if (leaf) found[table] = [...(found[table] ?? []), leaf]
  }
  return found
}

/** Names that people know from earlier versions, too far from the new ones to be found by their letters. */
const renamed: Readonly<Record<string, string>> = {
  'mappings.code': 'code_pattern',
  'mappings.file': 'doc_file',
  'state.path': 'db_path',
}

const providerKeys = [
  'kind',
  'base_url',
  'api_key',
  'api_key_command',
  'api_key_env',
  'model',
  'timeout',
  'max_retries',
  'headers',
  'body',
  'reasoning_effort',
  'api_version',
  'num_ctx',
  'load_timeout',
]

const providerKeyHint = (key: string): string =>
  didYouMean(key, providerKeys) ?? `Known here: ${providerKeys.join(', ')}.`

/** A key of this table that is written alike; the same key in another table; or what keys there are. */
const unknownKeyHint = (path: KeyPath): string => {
  if (path[0] === 'llm' && path[1] === 'providers') return providerKeyHint(String(path.at(-1)))
  const table = path.length > 1 ? String(path[0]) : ''
  const key = String(path.at(-1))
  const known = tables()[table] ?? []
  const near = renamed[`${table}.${key}`] ?? nearest(key, known)
  if (near) return `Did you mean \`${near}\`?`
  const elsewhere = Object.entries(tables()).find(
    ([other, keys]) => other !== table && nearest(key, keys),
  )
  if (elsewhere) {
    const [other, keys] = elsewhere
    const name = nearest(key, keys)
    if (other === '') return `\`${name}\` stands at the top, above the first [table].`
    return `\`${name}\` belongs under ${keyKinds[other] === 'tables' ? `[[${other}]]` : `[${other}]`}.`
  }
  return `Known here: ${known.join(', ')}.`
}
