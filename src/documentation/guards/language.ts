import type { Guard } from './facts.ts'

const letters = /\p{L}/gu
const otherLetters = /(?!\p{Script=Latin})\p{L}/gu
const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Letters of another script than the section's. */
const otherScript: Guard = ({ old, next }) => {
  const share = (text: string): number =>
    countOf(text, otherLetters) / Math.max(1, countOf(text, letters))
  const more = countOf(next.prose, otherLetters) - countOf(old.prose, otherLetters)
  return more >= 15 && share(next.prose) > share(old.prose) + 0.1
    ? { rule: 'other-script', verdict: 'ask', what: 'The answer is written in another script.' }
    : undefined
}

const proseWords = /(?<![\p{L}\p{N}_$./@:#-])\p{L}[\p{L}’']{2,}(?![\p{L}\p{N}_$/(:-])/gu

const stems = (word: string): readonly string[] => {
  const low = word.toLowerCase().replace(/['’]\w*$/, '')
  const forms = [low, `${low}s`]
  for (const [ending, ...others] of endings)
    if (low.endsWith(ending) && low.length > ending.length + 2)
      for (const other of others) forms.push(low.slice(0, -ending.length) + other)
  return forms
}

const endings: readonly (readonly [string, ...string[]])[] = [
  ['ies', 'y'],
  ['es', '', 'e'],
  ['s', ''],
  ['ed', '', 'e'],
  ['ing', '', 'e'],
  ['ly', ''],
  ['er', '', 'e'],
]

/** Many words that neither the commit nor any document has: another language, or another subject. */
const unknownWords: Guard = ({ old, next, own, sources }) => {
  const before = new Set(old.prose.match(proseWords) ?? [])
  const added = [...new Set(next.prose.match(proseWords) ?? [])].filter(word => !before.has(word))
  const unknown = added.filter(
    word => !stems(word).some(form => own.has(form) || sources.known.has(form)),
  )
  const share = unknown.length / Math.max(1, added.length)
  return unknown.length >= 5 && share >= 0.25
    ? {
        rule: 'unknown-words',
        verdict: unknown.length >= 8 && share >= 0.5 ? 'ask' : 'doubt',
        what: `The answer has many words that nothing here has: ${unknown.slice(0, 5).join(', ')}.`,
        unknown,
      }
    : undefined
}

/** The language an answer is written in. */
export const languageGuards: readonly Guard[] = [otherScript, unknownWords]
