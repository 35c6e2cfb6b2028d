import * as z from 'zod'

/** A person threw answers away, by their cache keys: the same questions are asked anew. */
const cacheCleared = z.object({
  type: z.literal('cache.cleared'),
  data: z.object({ keys: z.array(z.string()).min(1) }),
})

/** Everything that can happen to the cache of answers beside what is asked and answered. */
export const CacheEvent = z.discriminatedUnion('type', [cacheCleared])
export type CacheEvent = z.infer<typeof CacheEvent>
