const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether one of some lines has at least half of a line's words. */
export const similarLine = (line: string, others: readonly string[]): boolean => {
  const words = new Set(wordsOf(line))
  if (words.size === 0) return others.length > 0
  return others.some(other => {
    const shared = new Set(wordsOf(other).filter(word => words.has(word)))
    return shared.size >= 0.5 * words.size
  })
}
