import { unknownRun } from '../errors.ts'
import type { Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import { evolve, initial, type State, stateName } from '../machines/fold.ts'
import type { EventLog } from '../ports/log.ts'

/** An event and the state it led its run to. */
export interface Told {
  readonly recorded: Recorded
  readonly state: string
}

/** Everything that happened, or what happened to one run, with the state each event led to. UNKNOWN_RUN if nothing did. */
export async function* history(log: EventLog, run?: string): AsyncGenerator<Told> {
  const states = new Map<string, State>()
  const events = run === undefined ? log.all() : await log.read(run)
  let empty = true
  for await (const recorded of events) {
    empty = false
    yield told(states, recorded)
  }
  if (empty && run !== undefined) throw unknownRun(run.slice(run.indexOf('/') + 1))
}

/** Tells of each event once, however often the log is looked at again: everything at first, then what is new. */
export const follower = (run?: string): ((log: EventLog) => AsyncGenerator<Told>) => {
  const states = new Map<string, State>()
  let position = 0
  return async function* follow(log) {
    for await (const recorded of log.all(position)) {
      position = recorded.position
      if (run === undefined || recorded.run === run) yield told(states, recorded)
    }
  }
}

const told = (states: Map<string, State>, recorded: Recorded): Told => {
  const { machine } = kindOf(recorded.run)
  const state = evolve(machine, states.get(recorded.run) ?? initial(machine), recorded.event)
  states.set(recorded.run, state)
  return { recorded, state: stateName(state) }
}
