import type { TextLine } from './view.ts'
import { joinedName, type Vocabulary } from './vocabulary.ts'

/** Whether a word of a line is in the commit: an identifier, or a long enough word. */
export const isExplained = (commit: Vocabulary, line: TextLine): boolean =>
  wordsOf(line).some(
    ({ word, isName }) => word.length >= (isName ? 3 : 6) && commit.has(joinedName(word)),
  )

/** Whether an identifier of a line is in the commit: a common word explains no whole passage. */
export const isNamed = (commit: Vocabulary, line: TextLine): boolean =>
  wordsOf(line).some(
    ({ word, isName }) => isName && word.length >= 3 && commit.has(joinedName(word)),
  )

const wordsOf = ({ text }: TextLine) =>
  [...text.matchAll(/(`?-{0,2})([\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}\p{N}_$]+)*)/gu)].map(
    ([, before = '', word = '']) => ({
      word,
      isName: before !== '' || /[_$\d-]|\p{Ll}\p{Lu}/u.test(word),
    }),
  )

/** How many words the lines have together. */
export const wordsIn = (lines: readonly TextLine[]): number =>
  lines.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)

const plainWords = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether one of some lines has at least half of a line's words. */
export const similarLine = (line: string, others: readonly string[]): boolean => {
  const words = new Set(plainWords(line))
  if (words.size === 0) return others.length > 0
  return others.some(other => {
    const shared = new Set(plainWords(other).filter(word => words.has(word)))
    return shared.size >= 0.5 * words.size
  })
}
