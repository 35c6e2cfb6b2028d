import type { Guard, GuardFacts } from './facts.ts'
import { joinedName, numberTerm } from './vocabulary.ts'

const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const pairsOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.slice(1).map((word, place) => `${words[place]} ${word}`))

const sharedCount = (one: Iterable<string>, other: ReadonlySet<string>): number =>
  [...one].filter(each => other.has(each)).length

const fewestWords = 6

/** Nearly the same words, hardly one still beside its neighbour. */
const isShuffled = (old: readonly string[], next: readonly string[]): boolean => {
  if (old.length < fewestWords || next.length < fewestWords) return false
  const [before, after] = [new Set(old), new Set(next)]
  const same = sharedCount(before, after) / Math.max(before.size, after.size)
  const pairs = pairsOf(old)
  return same >= 0.7 && sharedCount(pairs, pairsOf(next)) < 0.35 * pairs.size
}

/** A line with the words of an old one in another order says something else, or nothing. */
const shuffled: Guard = ({ newLines, lostLines }) => {
  const before = lostLines.filter(({ fenced }) => !fenced).map(({ text }) => wordsOf(text))
  const found = newLines.find(
    ({ text, fenced }) => !fenced && before.some(old => isShuffled(old, wordsOf(text))),
  )
  return (
    found && {
      rule: 'shuffled',
      verdict: 'ask',
      what: `The answer puts words of the section in another order: "${found.text.slice(0, 80)}".`,
    }
  )
}

const changedWords = ({ old, next }: GuardFacts): readonly string[] =>
  [
    ...[...old.words].filter(([word, count]) => count > (next.words.get(word) ?? 0)),
    ...[...next.words].filter(([word, count]) => count > (old.words.get(word) ?? 0)),
  ].map(([word]) => word)

const touchesCode = ({ old, next }: GuardFacts): boolean =>
  old.codeText !== next.codeText || spansOf(old.prose) !== spansOf(next.prose)

const spansOf = (prose: string): string => (prose.match(/`[^`\n]+`/g) ?? []).join('\n')

/** Other words for the same: nothing of the commit is in what changed. */
const reworded: Guard = facts => {
  const { removed, added } = facts
  if (removed < 3 || added < 3 || removed < added / 2 || touchesCode(facts)) return undefined
  const inCommit = changedWords(facts).some(word => {
    const name = joinedName(word.replace(/^[^\p{L}\p{N}_$-]+|[^\p{L}\p{N}_$-]+$/gu, ''))
    const known = facts.sources.changed
    return (
      (name.length >= 4 && known.has(name)) || (/^\d/.test(name) && known.has(numberTerm(name)))
    )
  })
  return inCommit
    ? undefined
    : {
        rule: 'reworded',
        verdict: 'doubt',
        what: 'The answer says the same in other words: nothing it changes is in the commit.',
      }
}

/** Changes of words that no commit asks for. */
export const wordingGuards: readonly Guard[] = [shuffled, reworded]
