import { dehydrate, evolve, initial, rehydrate, stateName } from '../engine/fold.ts'
import type { Kinds } from '../engine/kind.ts'
import { parseRun } from '../engine/run-name.ts'
import { unknownRun, wrongUsage } from '../errors/usage.ts'
import type { Recorded } from '../events/recorded.ts'
import type { EventLog } from '../ports/log.ts'
import type { ComparedView } from '../ports/projection.ts'

/** A run's state after the replayed events (`was`; undefined before its first event) and after all events (`is`). */
export interface ReplayedRun {
  readonly run: string
  readonly events: number
  /** How many events the run has after the replayed ones. */
  readonly since: number
  readonly was: string | undefined
  readonly is: string
}

export interface Replay {
  readonly position: number
  readonly events: number
  readonly runs: readonly ReplayedRun[]
  readonly views: readonly ComparedView[]
}

/**
 * Folds the log again up to a position and compares: each run then and now, each view stored and folded; or one run, of which alone
 * the events are read, and no view. It gets only a log, so it cannot run an effect (SPEC A4).
 */
export const replay = async (
  log: EventLog,
  kinds: Kinds,
  options: { readonly run?: string | undefined; readonly at?: number | undefined },
): Promise<Replay> => {
  const at = await positionIn(log, options.at)
  const views = options.run === undefined ? await log.compareViews() : []
  const runs = new Map<string, Folded>()
  let events = 0
  for await (const recorded of options.run === undefined
    ? log.all()
    : await log.read(options.run)) {
    const past = recorded.position <= at
    if (past) events += 1
    runs.set(recorded.run, folded(runs.get(recorded.run), recorded, past, kinds))
  }
  if (options.run !== undefined && runs.size === 0) {
    throw unknownRun(options.run)
  }
  return {
    position: at,
    events,
    runs: [...runs].map(([run, { events, since, was, is }]) => ({ run, events, since, was, is })),
    views,
  }
}

/** A position of the log; its last if none was given. */
const positionIn = async (log: EventLog, given: number | undefined): Promise<number> => {
  const { position: end } = await log.head()
  const at = given ?? end
  if (Number.isInteger(at) && at >= 0 && at <= end) return at
  throw wrongUsage(
    `There is no position ${given}: the log has ${end} events.`,
    'See "git-doc history".',
  )
}

interface Folded {
  readonly events: number
  readonly since: number
  /** As a view keeps it, because there are many; missing if the kind is unknown. */
  readonly state: ReturnType<typeof dehydrate> | undefined
  readonly was: string | undefined
  readonly is: string
}

/** A run after one more event; only events up to the position change `was`. */
const folded = (
  before: Folded | undefined,
  { run, event }: Recorded,
  past: boolean,
  kinds: Kinds,
): Folded => {
  const machine = kinds.get(parseRun(run).kind)?.machine
  const from = machine && (before?.state ? rehydrate(machine, before.state) : initial(machine))
  const state = machine && from && evolve(machine, from, event)
  const events = (before?.events ?? 0) + (past ? 1 : 0)
  const since = (before?.since ?? 0) + (past ? 0 : 1)
  const is = state ? stateName(state) : 'unknown'
  return { events, since, state: state && dehydrate(state), was: past ? is : before?.was, is }
}
