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
