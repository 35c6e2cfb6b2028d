import { interrupted } from '../errors/error.ts'
import type { DomainEvent } from '../events/recorded.ts'

/** Resolves when an event is in the log. Throws INTERRUPTED if the run ends before. */
export type RecordEvent = (event: DomainEvent) => Promise<void>

/** What the steps of a run ask to have recorded while they are at work, one event after the other. */
export const openAsked = () => {
  const waiting: { event: DomainEvent; recorded(): void; fail(error: unknown): void }[] = []
  let hear = () => {}
  let isOver = false
  const record: RecordEvent = event =>
    new Promise((recorded, fail) => {
      if (isOver) return fail(interrupted())
      waiting.push({ event, recorded, fail })
      hear()
    })
  return {
    record,
    /** Resolves as soon as something is asked. */
    something: () =>
      new Promise<undefined>(resolve => {
        hear = () => resolve(undefined)
        if (waiting.length > 0) hear()
      }),
    /** What is asked. Whoever wants the next event has recorded the one before. */
    *events(): Generator<DomainEvent> {
      for (let [first] = waiting; first; [first] = waiting) {
        yield first.event
        waiting.shift()
        first.recorded()
      }
    },
    /** Nothing more is recorded. */
    end() {
      isOver = true
      for (const { fail } of waiting) fail(interrupted())
    },
  }
}
