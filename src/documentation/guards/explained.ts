import type { TextLine } from './view.ts'
import { joinedName, type Vocabulary } from './vocabulary.ts'

/** Whether a word of a line is in the commit: an identifier, or a long enough word. */
export const isExplained = (commit: Vocabulary, { text }: TextLine): boolean =>
  [...text.matchAll(/(`?-{0,2})([\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}\p{N}_$]+)*)/gu)].some(match => {
    const [, before = '', word = ''] = match
    const isName = /[_$\d-]|\p{Ll}\p{Lu}/u.test(word) || before !== ''
    return word.length >= (isName ? 3 : 6) && commit.has(joinedName(word))
  })

/** How many words the lines have together. */
export const wordsIn = (lines: readonly TextLine[]): number =>
  lines.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)
