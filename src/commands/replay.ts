import { unknownRun, wrongUsage } from '../errors.ts'
import type { Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import { evolve, initial, type State, stateName } from '../machines/fold.ts'
import type { EventLog, Projection } from '../ports/log.ts'

/** Where a run `was` after the replayed events, undefined before its first, and where it `is` after all of them. */
export interface ReplayedRun {
  readonly run: string
  readonly events: number
  /** How many of its events came after those. */
  readonly since: number
  readonly was: string | undefined
  readonly is: string
}

/** A view as the log keeps it against the same view folded afresh. */
export interface ComparedView {
  readonly view: string
  readonly rows: number
  /** Keys whose stored row is not what the events say. */
  readonly differences: readonly string[]
}

export interface Replay {
  readonly position: number
  readonly events: number
  readonly runs: readonly ReplayedRun[]
  readonly views: readonly ComparedView[]
}

/**
 * Folds the log again up to a position and compares: each run then and now, each view stored and fresh.
 * It is given a log and nothing else, so it can run no effect (SPEC A4).
 */
export const replay = async (
  log: EventLog,
  views: readonly Projection[],
  options: { readonly run?: string | undefined; readonly at?: number | undefined },
): Promise<Replay> => {
  const { position: end } = await log.head()
  const at = options.at ?? end
  if (!Number.isInteger(at) || at < 0 || at > end) {
    throw wrongUsage(
      `There is no position ${options.at}: the log has ${end} events.`,
      'See "git-doc history".',
    )
  }
  const runs = new Map<string, Folded>()
  const fresh = new Map(views.map(view => [view, new Map<string, unknown>()]))
  let events = 0
  for await (const recorded of log.all()) {
    for (const [view, rows] of fresh) applyTo(rows, view, recorded)
    if (options.run !== undefined && recorded.run !== options.run) continue
    const past = recorded.position <= at
    if (past) events += 1
    runs.set(recorded.run, folded(runs.get(recorded.run), recorded, past))
  }
  if (options.run !== undefined && runs.size === 0) {
    throw unknownRun(options.run.slice(options.run.indexOf('/') + 1))
  }
  return {
    position: at,
    events,
    runs: [...runs].map(([run, { events, since, state, was }]) => ({
      run,
      events,
      since,
      was,
      is: stateName(state),
    })),
    views: await Promise.all([...fresh].map(([view, rows]) => compared(log, view, rows))),
  }
}

interface Folded {
  readonly events: number
  readonly since: number
  readonly state: State
  readonly was: string | undefined
}

/** A run after one more event; only past ones move where it was. */
const folded = (before: Folded | undefined, { run, event }: Recorded, past: boolean): Folded => {
  const { machine } = kindOf(run)
  const state = evolve(machine, before?.state ?? initial(machine), event)
  const events = (before?.events ?? 0) + (past ? 1 : 0)
  const since = (before?.since ?? 0) + (past ? 0 : 1)
  return { events, since, state, was: past ? stateName(state) : before?.was }
}

const applyTo = (rows: Map<string, unknown>, view: Projection, recorded: Recorded): void => {
  for (const key of new Set([view.key(recorded) ?? []].flat())) {
    const row = view.apply(rows.get(key), recorded)
    if (row === undefined) rows.delete(key)
    else rows.set(key, row)
  }
}

const compared = async (
  log: EventLog,
  view: Projection,
  fresh: ReadonlyMap<string, unknown>,
): Promise<ComparedView> => {
  const stored = new Map<string, unknown>()
  for await (const [key, row] of log.rows(view)) stored.set(key, row)
  const keys = new Set([...stored.keys(), ...fresh.keys()])
  const differences = [...keys].filter(
    key => stored.has(key) !== fresh.has(key) || !areEqual(stored.get(key), fresh.get(key)),
  )
  return { view: view.name, rows: stored.size, differences }
}

/** Mostly the keys of both are in one order, and putting them in order takes longest. */
const areEqual = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other) || canonical(one) === canonical(other)

/** JSON with its keys in order: a stored row has been through JSON, a fresh one has not. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
