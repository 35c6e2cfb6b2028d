import * as z from 'zod'

/** A person cleared answers, given by their cache keys. git-doc will ask the same questions again. */
const cacheCleared = z.object({
  type: z.literal('cache.cleared'),
  data: z.object({ keys: z.array(z.string()).min(1) }),
})

/** The events of the answer cache, apart from questions and answers. */
export const CacheEvent = z.discriminatedUnion('type', [cacheCleared])
export type CacheEvent = z.infer<typeof CacheEvent>
