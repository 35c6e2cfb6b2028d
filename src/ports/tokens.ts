/** Bytes per token. Diffs and prose measured 3.3 or more; the lower number overestimates tokens, which is the safe side. */
export const bytesPerToken = 2.5

const encoder = new TextEncoder()
export const bytesOf = (text: string): number => encoder.encode(text).length

/** The most tokens that a text can have. */
export const tokensOf = (text: string): number => Math.ceil(bytesOf(text) / bytesPerToken)

/**
 * Bytes per token, counting a run of one character (indentation, a line of dashes) as three. Measured on 438 prompts
 * made from commits of eight repositories (bench/README.md): 97 % are within 15 %, and the total is within 1 %.
 */
const usualBytesPerToken = 3.7
const runs = /([ \t=*_.~#-])\1{3,}/g

/** The likely token count of a text. Use it for costs, not to decide what fits. */
export const likelyTokensOf = (text: string): number =>
  Math.round(bytesOf(text.replace(runs, '$1$1$1')) / usualBytesPerToken)
