import { GitDocError, interrupted } from '../errors.ts'
import type { DomainEvent, Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import { due, evolve, fold, type State } from '../machines/fold.ts'
import type { EventLog } from '../ports/log.ts'
import type { Effect, World } from '../ports/world.ts'

/**
 * Takes one run on until its state asks for nothing more, or `until` says so; yields each event once it is recorded.
 * A first run, a resume after a crash and a retry are all this loop: fold, see what is due, do it, record what happened.
 */
export async function* advance(
  run: string,
  log: EventLog,
  world: World,
  until: (state: State) => boolean = () => false,
): AsyncGenerator<Recorded> {
  const { machine, event: schema, effects } = kindOf(run)
  const past = await log.read(run)
  let version = past.length
  let state = fold(
    machine,
    past.map(({ event }) => event),
  )

  for (let step = due(state); step && !until(state); step = due(state)) {
    if (world.signal.aborted) throw interrupted()
    const before = version
    for await (const event of perform(step, effects[step] as Effect<unknown>, state, world, run)) {
      // Refused before it is recorded: the log holds only what the machine takes.
      state = evolve(machine, state, schema.parse(event))
      yield* await log.append(run, [{ event }], version)
      version += 1
      if (due(state) !== step) break
    }
    if (version === before) throw new Error(`The effect "${step}" of ${run} yielded no event.`)
  }
}

/**
 * An error with a code is the world's, and an event like any other: the machine decides what it means.
 * One without is our own mistake and is thrown; so is an interruption, which leaves the run as it is.
 */
async function* perform(
  step: string,
  effect: Effect<unknown>,
  state: State,
  world: World,
  run: string,
): AsyncGenerator<DomainEvent> {
  try {
    yield* effect(state.context, world, run)
  } catch (error) {
    if (world.signal.aborted) throw interrupted()
    if (!(error instanceof GitDocError) || stopsEverything.has(error.code)) throw error
    const { code, message: reason, hint } = error
    yield { type: 'attempt.failed', data: { step, code, reason, hint } }
  }
}

/**
 * Failures of the machine we run on rather than of one commit: going on would fail every other run the same way.
 * A publication that is unfinished is no failure of its run, which takes it up again.
 */
const stopsEverything = new Set([
  'PUBLICATION_UNFINISHED',
  'INTERRUPTED',
  'GIT_MISSING',
  'SYSTEM_LIMIT',
  'STATE_UNWRITABLE',
  'LOG_UNAVAILABLE',
])
