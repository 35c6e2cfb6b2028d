import { GitDocError, interrupted } from '../errors/error.ts'
import type { DomainEvent, Recorded } from '../events/recorded.ts'
import type { EventLog } from '../ports/log.ts'
import { due, evolve, fold, movesBranch, type State } from './fold.ts'
import type { Effect, Kind, World } from './kind.ts'
import { type EndTurn, openTurns, type Turns } from './turns.ts'

/**
 * What a run is advanced with: its kind, the log it is recorded in, and the world that its kind's effects act on. Whoever
 * advances several runs of one log at a time gives all of them the same turns.
 */
export interface Advancing {
  readonly kind: Kind
  readonly log: EventLog
  readonly world: World
  readonly turns?: Turns | undefined
}

/**
 * Takes one run on until its state asks for nothing more, or for an effect that is named in `before`; yields each event once it
 * is recorded. A first run, a resume after a crash and a retry are all this loop: fold, see what is due, do it, record what happened.
 * One run is advanced once at a time, and the runs that move a branch take turns while they do.
 */
export async function* advance(
  run: string,
  { kind, log, world, turns = openTurns() }: Advancing,
  { before = [] }: { readonly before?: readonly string[] } = {},
): AsyncGenerator<Recorded> {
  const { machine, event: schema, effects } = kind
  const endRun = await turns.take(`run ${run}`, world.signal)
  let endBranch: EndTurn | undefined
  try {
    const past = await log.read(run)
    let version = past.length
    let state = fold(
      machine,
      past.map(({ event }) => event),
    )
    for (let step = due(state); step && !before.includes(step); step = due(state)) {
      if (movesBranch(state)) endBranch ??= await turns.take('branch', world.signal)
      else endBranch = endBranch?.() as undefined
      if (world.signal.aborted) throw interrupted()
      const started = version
      const effect = (await effects[step]?.()) as Effect<unknown, DomainEvent, World>
      for await (const event of perform(step, effect, state, world, run)) {
        // Refused before it is recorded: the log holds only what the machine takes.
        state = evolve(machine, state, schema.parse(event))
        yield* await log.append(run, [{ event }], version)
        version += 1
        if (due(state) !== step) break
      }
      if (version === started) throw new Error(`The effect "${step}" of ${run} yielded no event.`)
    }
  } finally {
    endBranch?.()
    endRun()
  }
}

/**
 * An error with a code is the world's, and an event like any other: the machine decides what it means. It is thrown where it
 * concerns the whole process. One without a code is our own mistake and is thrown; so is an interruption, which leaves the run as it is.
 */
async function* perform(
  step: string,
  effect: Effect<unknown, DomainEvent, World>,
  state: State,
  world: World,
  run: string,
): AsyncGenerator<DomainEvent> {
  try {
    yield* effect(state.context, world, run)
  } catch (error) {
    if (world.signal.aborted) throw interrupted()
    if (!(error instanceof GitDocError) || error.scope === 'process') throw error
    const { code, message: reason, hint } = error
    yield { type: 'attempt.failed', data: { step, code, reason, hint } }
  }
}
