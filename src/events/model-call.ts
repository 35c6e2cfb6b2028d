import * as z from 'zod'

/**
 * One request to a provider, answered or not: milliseconds, tokens as the provider counts them, and the HTTP status if
 * there was one.
 */
export const ModelCall = z.object({
  provider: z.string(),
  model: z.string(),
  milliseconds: z.number(),
  outcome: z.string(),
  status: z.int().optional(),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
  /** The estimate made before the request, if the provider answered. */
  expectedInputTokens: z.int().optional(),
  expectedOutputTokens: z.int().optional(),
  /** US dollars. Missing if the price or the token count is unknown, which does not mean free. */
  cost: z.number().optional(),
})
export type ModelCall = z.infer<typeof ModelCall>
