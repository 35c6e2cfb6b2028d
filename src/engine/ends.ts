import type { Recorded } from '../events/recorded.ts'
import type { Tag } from '../machines/tags.ts'
import { dehydrate, evolve, initial, stateName, tagOf } from './fold.ts'
import type { FoldedRun, Kind } from './kind.ts'

/** A run as it was when it came to an end; a run that is tried again or undone ends more than once. */
export interface End {
  readonly run: FoldedRun
  readonly state: string
  readonly tag: Extract<Tag, 'done' | 'failed'>
  /** Of the event that ended it: its place in the run and in the log, and its time. */
  readonly version: number
  readonly position: number
  readonly at: string
  /** The time of the run's first event. */
  readonly begin: string
}

/**
 * Every end in a run's events, in their order. A record never ends; what counts as an end of it is each event that its kind gives a
 * receipt for.
 */
export const endsOf = (
  { machine, isRecord, receipt }: Kind,
  events: readonly Recorded[],
): readonly End[] => {
  const ends: End[] = []
  let state = initial(machine)
  for (const { run, version, position, at, event } of events) {
    const before = stateName(state)
    state = evolve(machine, state, event)
    const folded = { run, ...dehydrate(state) }
    const tag = isRecord ? (receipt?.(folded) ? 'done' : undefined) : tagOf(state)
    if (tag !== 'done' && tag !== 'failed') continue
    if (!isRecord && stateName(state) === before) continue
    const begin = events[0]?.at ?? at
    ends.push({ run: folded, state: stateName(state), tag, version, position, at, begin })
  }
  return ends
}
