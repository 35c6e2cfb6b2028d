/** The words of a name or a text, in lower case: `architectureSummary` and `architecture_summary` have the same. */
export const wordsOf = (text: string): string =>
  ` ${text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** Whether a prompt names something, exactly or in plain words: `open_gaps`, `openGaps`, "open gaps". */
export const isNamed = (name: string, { text, words }: PromptWords): boolean => {
  const inWords = wordsOf(name)
  const isOneWord = !inWords.trim().includes(' ')
  // A single word has to stand by itself: `summary` is not in `summaryText`.
  const alone = new RegExp(
    `(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`,
    isOneWord ? 'iu' : 'u',
  )
  return alone.test(text) || (!isOneWord && words.includes(inWords))
}

/** A prompt, and its words for looking names up. */
export interface PromptWords {
  readonly text: string
  readonly words: string
}

export const promptWords = (text: string): PromptWords => ({ text, words: wordsOf(text) })

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
