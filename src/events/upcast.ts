import { malformedEvent } from '../errors/log.ts'
import type { DomainEvent } from './recorded.ts'

/** Converts an event's data from one version of its shape to the next. */
export type Upcast = (data: DomainEvent['data']) => DomainEvent['data']

/**
 * How old shapes become the current ones: the entry at index n converts version n+1 to n+2. An event type without an
 * entry has had only one shape (CONTRIBUTING.md, "Change an event").
 */
export const upcasts: Readonly<Record<string, readonly Upcast[]>> = {}

/** The shape version in which git-doc writes an event of this type. */
export const shapeOf = (type: string, table = upcasts): number => (table[type]?.length ?? 0) + 1

/** An event as git-doc writes it; it omits the shape version while that is 1. */
export const stamp = (event: DomainEvent, table = upcasts): DomainEvent => {
  const v = shapeOf(event.type, table)
  return v === 1 ? event : { type: event.type, v, data: event.data }
}

/** Converts a recorded event to its current shape. Throws EVENT_MALFORMED for a version newer than this program knows. */
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
