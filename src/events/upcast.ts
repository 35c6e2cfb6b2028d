import { malformedEvent } from '../errors.ts'
import type { DomainEvent } from './recorded.ts'

/** Rewrites an event's data from one version of its shape to the next. */
export type Upcast = (data: DomainEvent['data']) => DomainEvent['data']

/**
 * How old shapes become today's: the entry at index n rewrites version n+1 to n+2. An event that has no entry here
 * has only ever had one shape. (CONTRIBUTING.md, "Change an event".)
 */
export const upcasts: Readonly<Record<string, readonly Upcast[]>> = {}

/** The version of shape an event of this type is written in today. */
export const shapeOf = (type: string, table = upcasts): number => (table[type]?.length ?? 0) + 1

/** An event as it is written: the version of its shape is left out while it is the first. */
export const stamp = (event: DomainEvent, table = upcasts): DomainEvent => {
  const v = shapeOf(event.type, table)
  return v === 1 ? event : { type: event.type, v, data: event.data }
}

/** The present shape of an event as it was recorded; one from the future is refused (EVENT_MALFORMED), not guessed. */
export const upcast = (event: DomainEvent, table = upcasts): DomainEvent => {
  const recorded = event.v ?? 1
  const present = shapeOf(event.type, table)
  if (recorded > present) throw malformedEvent(`${event.type} v${recorded}`, undefined)
  if (recorded === present) return event
  const steps = table[event.type]?.slice(recorded - 1) ?? []
  return {
    type: event.type,
    v: present,
    data: steps.reduce((data, step) => step(data), event.data),
  }
}
