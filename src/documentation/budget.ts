/** Bytes of a token. Measured at 3.3 and more for diffs and prose; less errs on the side of too many tokens. */
export const bytesPerToken = 2.5

const encoder = new TextEncoder()
export const bytesOf = (text: string): number => encoder.encode(text).length

/** How many tokens a text has, erring high. */
export const tokensOf = (text: string): number => Math.ceil(bytesOf(text) / bytesPerToken)

/**
 * Bytes of a token where a run of one mark (indentation, a line of dashes) counts as three: measured on 438 prompts made from
 * commits of eight repositories (bench/README.md). 97 % have as many tokens as this says within 15 %, all together within 1 %.
 */
const usualBytesPerToken = 3.7
const runs = /([ \t=*_.~#-])\1{3,}/g

/** How many tokens a text is likely to have: for what it costs, not for what fits. */
export const likelyTokensOf = (text: string): number =>
  Math.round(bytesOf(text.replace(runs, '$1$1$1')) / usualBytesPerToken)

/** Takes pieces as long as they fit. */
export const purse = (bytes: number) => {
  let left = bytes
  return {
    takes(text: string): boolean {
      const cost = bytesOf(text)
      if (cost > left) return false
      left -= cost
      return true
    },
    has: (bytes: number): boolean => left >= bytes,
    giveBack(text: string): void {
      left += bytesOf(text)
    },
  }
}
export type Purse = ReturnType<typeof purse>
