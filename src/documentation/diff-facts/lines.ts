import type { Diff, FileChange, Hunk } from '../../ports/diff.ts'
import { rememberedByObject } from '../cache.ts'
import { isBuiltInIgnored, isMarkdown, isTest } from '../classify-changes.ts'
import { codeOf } from '../summary/code.ts'
import { align, areComparable, type Line, type Pair } from './pairs.ts'

/** A diff as far as proofs need it: which lines replaced which, and which words were and are there. */
export interface Reading {
  readonly pairs: readonly Pair[]
  /** Whether a word stands on a line of code that is there after, or was before; comments do not count. */
  isThere(word: string): boolean
  wasThere(word: string): boolean
  /** Lines of the product's code that are there after: added, or context. What tests say of a value is one case of it. */
  readonly after: readonly string[]
}

/** Beyond this a diff is not read for proofs: what is not seen cannot contradict. */
const mostLines = 20_000
const longestLine = 400
const mostWords = 160

/** Lines of code only: documents, lock files and the like prove nothing. */
export const read = rememberedByObject((diff: Diff): Reading => {
  const changes = diff.filter(
    ({ path, binary }) => !binary && !isMarkdown(path) && !isBuiltInIgnored(path),
  )
  const size = changes.reduce((sum, change) => sum + lineCount(change), 0)
  if (size > mostLines) return { pairs: [], isThere: () => true, wasThere: () => true, after: [] }
  const after = once(() => sideOf(changes, 'removed'))
  const product = once(() =>
    sideOf(
      changes.filter(({ path }) => !isTest(path)),
      'removed',
    ),
  )
  const wordsAfter = once(() => wordsOf(after()))
  const wordsBefore = once(() => wordsOf(sideOf(changes, 'added')))
  return {
    pairs: changes.flatMap(change => change.hunks.flatMap(hunk => pairsOf(change, hunk))),
    isThere: word => wordsAfter()(word),
    wasThere: word => wordsBefore()(word),
    get after() {
      return product()
    },
  }
})

/** Most diffs prove nothing, and then nobody asks for their words. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const lineCount = ({ hunks }: FileChange): number =>
  hunks.reduce((sum, { lines }) => sum + lines.length, 0)

/** All lines but those of one kind: those that are there after, or that were there before. */
const sideOf = (changes: readonly FileChange[], without: 'added' | 'removed'): string[] => {
  const found: string[] = []
  for (const { path, from = path, hunks } of changes)
    for (const { lines } of hunks)
      for (const { kind, text } of lines)
        if (kind !== without) found.push(shortCode(text, without === 'added' ? from : path))
  return found
}

/** A long line is data: it is searched as it is. */
const shortCode = (text: string, path: string): string =>
  text.length > longestLine ? text : codeOf(text, path)

/** Knows the words of some lines: identifiers, flags, and names with hyphens and their parts. */
const wordsOf = (lines: readonly string[]) => {
  const words = new Set<string>()
  const long: string[] = []
  for (const line of lines) {
    if (line.length > longestLine) long.push(line)
    else
      for (const [word] of line.matchAll(anyWord)) for (const form of forms(word)) words.add(form)
  }
  return (word: string): boolean => words.has(word) || long.some(line => line.includes(word))
}

const anyWord = /-{0,2}[\p{L}\p{N}_$](?:[\p{L}\p{N}_$-]|\.(?=\d))*/gu

function* forms(word: string): Generator<string> {
  yield word
  const bare = word.replace(/^-+|-+$/g, '')
  yield bare
  if (bare.includes('-')) yield* bare.split('-')
  const version = /^v(\d.*)$/.exec(bare)?.[1]
  if (version) yield version
}

// Which line replaced which

const pairsOf = (change: FileChange, hunk: Hunk): Pair[] => {
  const pairs: Pair[] = []
  let removed: number[] = []
  let added: number[] = []
  const lines = (places: readonly number[]) => places.map(place => lineOf(change, hunk, place))
  const close = () => {
    if (areComparable(removed, added)) pairs.push(...align(lines(removed), lines(added)))
    removed = []
    added = []
  }
  hunk.lines.forEach((line, place) => {
    if (line.kind === 'context' || (line.kind === 'removed' && added.length > 0)) close()
    const side = line.kind === 'removed' ? removed : added
    if (line.kind !== 'context') side.push(place)
  })
  close()
  return pairs
}

const lineOf = (change: FileChange, hunk: Hunk, place: number): Line => {
  const line = hunk.lines[place] as Hunk['lines'][number]
  const file = line.kind === 'removed' ? (change.from ?? change.path) : change.path
  const code = line.text.length > longestLine ? '' : codeOf(line.text.trimEnd(), file)
  const words = [...code.matchAll(word)].map(({ 0: text, index }) => ({ text, index }))
  return {
    file,
    test: isTest(file),
    number: line.old ?? line.new ?? 0,
    code,
    words: words.length > mostWords ? [] : words,
    hunk,
    place,
  }
}

const word =
  /(?<![\w-])--[A-Za-z][\w-]*|(?<![\w.])v?\d+(?:\.\d+)+(?:-[\w.]+)?|\d\w*|[A-Za-z_$][\w$]*|\S/g
