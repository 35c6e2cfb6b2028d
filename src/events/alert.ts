import * as z from 'zod'

/** A run came to an end that somebody is to be told of: what they are told, before anything is sent. */
const alertIntended = z.object({
  type: z.literal('alert.intended'),
  data: z.object({
    /** The same each time it is sent. */
    id: z.string(),
    run: z.string(),
    state: z.string(),
    commit: z.string().optional(),
    body: z.record(z.string(), z.unknown()),
  }),
})

/** The receiver took it. */
const alertDelivered = z.object({
  type: z.literal('alert.delivered'),
  data: z.object({
    to: z.enum(['command', 'url', 'both']),
    /** The status of an HTTP response. */
    status: z.int().optional(),
  }),
})

/** The receiver did not take it; it is sent again later. */
const alertFailed = z.object({
  type: z.literal('alert.failed'),
  data: z.object({ code: z.string(), reason: z.string() }),
})

/** It is not sent any more. */
const alertAbandoned = z.object({
  type: z.literal('alert.abandoned'),
  data: z.object({ code: z.string(), reason: z.string() }),
})

export const AlertEvent = z.discriminatedUnion('type', [
  alertIntended,
  alertDelivered,
  alertFailed,
  alertAbandoned,
])
export type AlertEvent = z.infer<typeof AlertEvent>
