/** A secret in a text: its position in UTF-16 units, and its kind. */
export interface FoundSecret {
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** Finds the secrets in a text with rules that other projects maintain. */
export type FindSecrets = (text: string) => Promise<readonly FoundSecret[]>

/** How random a text looks: its Shannon entropy in bits per character. */
export const entropyOf = (text: string): number => {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length
    return bits - share * Math.log2(share)
  }, 0)
}
