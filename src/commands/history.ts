import { evolve, initial, type State, stateName } from '../engine/fold.ts'
import type { Kinds } from '../engine/kind.ts'
import { parseRun } from '../engine/run-name.ts'
import { unknownRun } from '../errors/usage.ts'
import type { Recorded } from '../events/recorded.ts'
import type { EventLog } from '../ports/log.ts'

/** An event and the state of its run after it. */
export interface Told {
  readonly recorded: Recorded
  readonly state: string
}

/** Every event, or every event of one run, with the run's state after it. Throws UNKNOWN_RUN if the run has no events. */
export async function* history(log: EventLog, kinds: Kinds, run?: string): AsyncGenerator<Told> {
  const states = new Map<string, State>()
  const events = run === undefined ? log.all() : await log.read(run)
  let empty = true
  for await (const recorded of events) {
    empty = false
    yield told(states, recorded, kinds)
  }
  if (empty && run !== undefined) throw unknownRun(run)
}

/** Returns each event once across repeated reads of the log: all events at first, then only new ones. */
export const follower = (kinds: Kinds, run?: string): ((log: EventLog) => AsyncGenerator<Told>) => {
  const states = new Map<string, State>()
  let position = 0
  return async function* follow(log) {
    for await (const recorded of log.all(position)) {
      position = recorded.position
      if (run === undefined || recorded.run === run) yield told(states, recorded, kinds)
    }
  }
}

/** For a run of an unknown kind, the event is shown but its state is `unknown`. */
const told = (states: Map<string, State>, recorded: Recorded, kinds: Kinds): Told => {
  const machine = kinds.get(parseRun(recorded.run).kind)?.machine
  if (!machine) return { recorded, state: 'unknown' }
  const state = evolve(machine, states.get(recorded.run) ?? initial(machine), recorded.event)
  states.set(recorded.run, state)
  return { recorded, state: stateName(state) }
}
