import { remembered } from './cache.ts'

/**
 * What a text is about, as terms that code and prose can share: identifiers split on case and underscore, words with
 * a light stem, and for each compound one joined term (`=maxretries` for `maxRetries`, `max_retries`, `--max-retries`).
 */

/** A term, and how it was written where it was found. */
export interface Token {
  readonly term: string
  readonly written: string
}

/** A repository says the same few thousand words again and again. */
const wordsKept = { entries: 50_000 }

/** Texts are read up to here, line by line: what lies beyond is data, not words. */
const longestLine = 2000

/** A name or word as it is written: its terms, and a number for it, alike in upper and lower case and never 0. */
export interface Word {
  readonly terms: readonly Token[]
  readonly hash: number
}

/** The names and words of a text, in order; each is read once. */
export const words = (text: string): readonly Word[] => identifiers(text).map(wordOf)

/** The names and words of a text as they are written, in order. */
export const identifiers = (text: string): readonly string[] => {
  const read = readable(text)
  return read.match(beyondAscii.test(read) ? identifier : asciiIdentifier) ?? []
}

/** The same patterns, but a third as fast where letters may be of any script. */
const identifier = /--[A-Za-z][\w-]+|[\p{L}_$][\p{L}\p{M}\p{N}_$]*/gu
const asciiIdentifier = /--[A-Za-z][\w-]+|[A-Za-z_$][\w$]*/g
const beyondAscii = /[^\0-\x7f]/

/** A text with its lines as far as they are read. */
export const readable = (text: string): string =>
  text.length > longestLine
    ? text
        .split('\n')
        .map(line => (line.length > longestLine ? line.slice(0, longestLine) : line))
        .join('\n')
    : text

/** The terms of a text in order, each with how it was written. */
export const tokens = (text: string): readonly Token[] => words(text).flatMap(({ terms }) => terms)

/** How often each term occurs in a text. */
export const termCounts = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { term } of tokens(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** A compound without its joints: what `maxRetries`, `MAX_RETRIES` and `--max-retries` have in common. */
export const joined = remembered(name => name.replace(/[-_$\s]/g, '').toLowerCase(), wordsKept)

const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}]+|\p{N}+/gu

const wordOf = remembered(
  (written): Word => ({ terms: termsOf(written), hash: hashOf(written) }),
  wordsKept,
)

/** A number for a word, alike in upper and lower case; never 0. */
export const wordHash = (written: string): number => wordOf(written).hash

const termsOf = (written: string): readonly Token[] => {
  const parts = written.match(part) ?? []
  const terms: Token[] = []
  if (parts.length > 1) terms.push({ term: `=${parts.join('').toLowerCase()}`, written })
  for (const each of parts) {
    const word = each.toLowerCase()
    if (word.length < 2 || /^\p{N}/u.test(word) || stopWords.has(word)) continue
    terms.push({ term: stem(word), written: word })
  }
  return terms
}

const hashOf = (word: string): number => {
  let hash = 0x811c9dc5
  for (const character of word.toLowerCase())
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash | 0 || 1
}

/** A light stem: enough for plurals and verb forms, little enough to keep names apart. */
const stem = (word: string): string => {
  if (word.length <= 4) return word.length === 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
  let root = word
  if (root.endsWith('ies')) root = `${root.slice(0, -3)}y`
  else if (root.endsWith('ing') && root.length > 5) root = root.slice(0, -3)
  else if (root.endsWith('ed')) root = root.slice(0, -2)
  else if (/(?:s|x|h)es$/.test(root)) root = root.slice(0, -2)
  else if (/[^s]s$/.test(root)) root = root.slice(0, -1)
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root
}

/** Words of English and of programming languages that say nothing of the subject. */
const stopWords = new Set(
  `a an and any are as at be been but by can do does for from had has have how if in into is it its may more no not of
  on or our so such than that the their them then there these they this to up use used using was we were what when
  where which will with you your
  async await bool boolean break case class const continue def default else enum export extends false fn func function
  impl import int interface let mut new nil none null number package private pub public return self static str string
  struct super switch this throw true try type typeof undefined var void while yield`
    .split(/\s+/)
    .filter(Boolean),
)
