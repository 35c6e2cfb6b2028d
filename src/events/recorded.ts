import * as z from 'zod'

/** Something that happened: a past-tense name and its facts as plain JSON. `v` is the version of their shape; 1 if absent. */
export interface DomainEvent {
  readonly type: string
  readonly v?: number | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * What caused an event: a command, a hook, a webhook, a request or another run. `id` identifies that cause (a run's
 * name, a delivery's id); `reason` is the person's explanation.
 */
export const Cause = z.object({
  by: z.enum(['command', 'hook', 'webhook', 'request', 'run']),
  id: z.string().optional(),
  reason: z.string().optional(),
})
export type Cause = z.infer<typeof Cause>

/** Who asked for an event (`Name <email>`, stated, not proven) and what caused it. */
export interface Attribution {
  readonly actor?: string | undefined
  readonly cause?: Cause | undefined
}

/** An event to append. `id` is unique in the whole log (`commit:<sha>`): appending the same id twice records one event. */
export interface NewEvent extends Attribution {
  readonly event: DomainEvent
  readonly id?: string | undefined
}

/**
 * An event as the log keeps it. `position` is its place in the whole log, from 1 without gaps; `version` is its place
 * in its run, from 1; `at` is ISO 8601 in UTC.
 */
export const Recorded = z.object({
  position: z.int().positive(),
  run: z.string().min(3),
  version: z.int().positive(),
  at: z.iso.datetime(),
  id: z.string().optional(),
  actor: z.string().optional(),
  cause: Cause.optional(),
  event: z.object({
    type: z.string(),
    v: z.int().optional(),
    data: z.record(z.string(), z.unknown()),
  }),
})
export type Recorded = z.infer<typeof Recorded>
