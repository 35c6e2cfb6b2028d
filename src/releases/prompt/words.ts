/** The words of a name or a text, in lower case: `architectureSummary` and `architecture_summary` have the same. */
export const wordsOf = (text: string): string =>
  ` ${text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** Whether a prompt names something, exactly or in plain words: `open_gaps`, `openGaps`, "open gaps". */
export const isNamed = (name: string, { text, words }: PromptWords): boolean => {
  if (/^[\p{L}\p{N}_$]+$/u.test(name))
    return (
      new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(name)}(?![\\p{L}\\p{N}_])`, 'u').test(text) ||
      words.includes(wordsOf(name))
    )
  return text.includes(name) || words.includes(wordsOf(name))
}

/** A prompt, and its words for looking names up. */
export interface PromptWords {
  readonly text: string
  readonly words: string
}

export const promptWords = (text: string): PromptWords => ({ text, words: wordsOf(text) })

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
