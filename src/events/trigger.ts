import * as z from 'zod'

/** Every run that ended up to a position has started what it starts. */
const endsSeen = z.object({
  type: z.literal('ends.seen'),
  data: z.object({ position: z.int().min(0) }),
})

export const TriggerEvent = z.discriminatedUnion('type', [endsSeen])
export type TriggerEvent = z.infer<typeof TriggerEvent>
