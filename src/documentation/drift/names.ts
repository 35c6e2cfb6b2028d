import type { Span } from '../markdown/parse.ts'
import { isHistoric, speaksOfThePast } from '../shapes.ts'
import { declarations } from '../summary/symbols.ts'
import { type Code, codeIn, lineAt } from './page.ts'

/** A name that a document writes as code; `word` is the bare name, without dashes, brackets or the object it belongs to. */
export interface Name extends Span {
  readonly word: string
  readonly kind: 'name' | 'call' | 'flag' | 'environment' | 'key'
  /** The line or a heading above says that this is about the past. */
  readonly past: boolean
}

/** The names in a document that are not English words: code-shaped ones in backticks, flags, variables, keys. */
export const namesIn = (text: string): readonly Name[] =>
  codeIn(text).flatMap(code => {
    const past = code.titles.some(isHistoric) || speaksOfThePast(lineAt(text, code.start))
    const found = code.kind === 'span' ? spanNames(code) : fenceNames(code, text)
    return found.map(name => ({ ...name, past: past || code.titles.some(speaksOfThePast) }))
  })

type Bare = Omit<Name, 'past'>

const spanNames = ({ text, start, end }: Code): Bare[] => {
  const name = nameOf(text.trim())
  return name ? [{ ...name, start, end }] : []
}

const environment = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/
const shaped = /[a-z\d][A-Z]|[A-Za-z\d]_[A-Za-z\d]/

const nameOf = (text: string): Pick<Name, 'word' | 'kind'> | undefined => {
  const flag = /^--([a-z][\w-]*[a-z\d])(?:[= ].*)?$/i.exec(text)?.[1]
  if (flag) return { word: flag.replace(/^no-/, ''), kind: 'flag' }
  if (environment.test(text)) return { word: text, kind: 'environment' }
  const call = /^(?:[\w$]+\.)*([A-Za-z_$][\w$]{2,})\(.*\)$/s.exec(text)?.[1]
  if (call) return { word: call, kind: 'call' }
  const member = /^(?:[A-Za-z_$][\w$]*\.)*([A-Za-z_$][\w$]{2,})$/.exec(text)?.[1]
  if (member && shaped.test(member)) return { word: member, kind: 'name' }
  if (/^[a-z][a-z\d]*(?:-[a-z\d]+)+$/.test(text)) return { word: text, kind: 'name' }
  return undefined
}

const fenceNames = ({ text: code, language = '', start }: Code, text: string): Bare[] => {
  const patterns: readonly (readonly [RegExp, Name['kind']])[] = [
    [/(?<![\w-])--(?:no-)?([a-z][\w-]*[a-z\d])/gi, 'flag'],
    [/(?<![\w-])([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)(?![\w-])/g, 'environment'],
    ...(/^(?:ya?ml|json[c5]?|toml)$/i.test(language)
      ? [[/^[ \t]*(?:- )?["']?([A-Za-z_][\w-]{2,})["']?[ \t]*[:=]/gm, 'key'] as const]
      : []),
  ]
  const place = Math.max(start, text.indexOf('\n', start) + 1)
  return patterns.flatMap(([pattern, kind]) =>
    [...code.matchAll(pattern)].flatMap(match => {
      if (kind === 'flag' && others.test(lineAt(code, match.index))) return []
      const [written, word = ''] = match
      // A block in a list is indented in its document and not in its own text.
      const found = text.indexOf(written.trim(), place + match.index)
      const at = found < 0 ? place : found
      return [{ word, kind, start: at, end: at + written.trim().length }]
    }),
  )
}

/** Command lines of common programs, whose flags are not the project's. */
const others =
  /^\s*(?:[$>#]\s+)?(?:sudo\s+)?(?:npm|pnpm|yarn|git|curl|wget|brew|apt|apt-get|pip3?)\s/

/** The forms of the names that a document's own code blocks declare: they belong to its examples. */
export const exampleForms = (text: string): ReadonlySet<string> =>
  new Set(
    codeIn(text)
      .filter(({ kind, language }) => kind === 'fence' && !isData.test(language ?? ''))
      .flatMap(({ text, language }) =>
        text.split('\n').flatMap(line => declarations(line, `example.${language ?? ''}`)),
      )
      .map(({ name }) => formOf(name)),
  )

const isData = /^(?:ya?ml|json[c5]?|toml|sh|bash|shell|console|text|txt)?$/i

/** One form for all the ways of writing a name: camel, snake, kebab, SCREAMING, joined. */
export const formOf = (word: string): string => word.toLowerCase().replace(/[_-]/g, '')

/** The forms of every word of a text, of each part of a hyphenated one too; a flag also without its `no-`. */
export function* formsIn(text: string): Generator<string> {
  for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*(?:-[\w$]+)*/g)) {
    yield formOf(word)
    if (!word.includes('-')) continue
    for (const part of word.split('-')) yield formOf(part)
    if (word.startsWith('no-')) yield formOf(word.slice(3))
  }
}

/** Every word of a text that a name in code can be; `namesIn` says which of them are. */
export const skimWords = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/[A-Za-z_$][\w$]{2,}(?:-[\w$]+)*/g)].map(([word]) =>
      word.replace(/^no-/, ''),
    ),
  )
