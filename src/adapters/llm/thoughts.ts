/** How models mark what they think before they answer: the marks before and after it. */
const marks: readonly (readonly [begin: string, end: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
]

/** The raw format of gpt-oss: the answer is what follows the mark of the final channel. */
const finalChannel = '<|channel|>final<|message|>'

/**
 * An answer without the thoughts before it; undefined if the thoughts never end. Some servers leave out the first
 * mark, so a lone second mark counts as well, unless the text that is answered about has it itself.
 */
export const withoutThoughts = (answer: string, about: string): string | undefined => {
  const final = answer.indexOf(finalChannel)
  if (final >= 0 && !about.includes(finalChannel))
    return answer.slice(final + finalChannel.length).replace(/<\|(return|end)\|>\s*$/, '')
  const text = answer.trimStart()
  for (const [begin, end] of marks) {
    const hasBegin = text.startsWith(begin)
    const at = text.indexOf(end)
    if (hasBegin && at < 0) return undefined
    if (at >= 0 && (hasBegin || !about.includes(end))) {
      const rest = text.slice(at + end.length).replace(/^\s*\n|^\s+/, '')
      return withoutThoughts(rest, about)
    }
  }
  return answer
}
