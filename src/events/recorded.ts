import * as z from 'zod'

/** Something that happened: a past-tense name and its facts, as plain JSON; `v` is the version of their shape, 1 if absent. */
export interface DomainEvent {
  readonly type: string
  readonly v?: number | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/** An event to append; `id` makes it unique in the whole log (`commit:<sha>`): the same id twice is one event. */
export interface NewEvent {
  readonly event: DomainEvent
  readonly id?: string | undefined
}

/**
 * An event as the log keeps it.
 * `position`: its place in the whole log, from 1 without gaps; `version`: its place in its run, from 1; `at`: ISO 8601, UTC.
 */
export const Recorded = z.object({
  position: z.int().positive(),
  run: z.string().min(3),
  version: z.int().positive(),
  at: z.iso.datetime(),
  id: z.string().optional(),
  event: z.object({
    type: z.string(),
    v: z.int().optional(),
    data: z.record(z.string(), z.unknown()),
  }),
})
export type Recorded = z.infer<typeof Recorded>
