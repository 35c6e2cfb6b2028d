import { topOf } from '../engine/fold.ts'
import type { RowProjection } from '../ports/projection.ts'
import { type StatusRow, status } from './status.ts'

/** How many runs of a kind are in each top-level state, and the most recent runs. */
export interface CountsRow {
  readonly states: Readonly<Record<string, number>>
  /** The runs that were planned and not skipped, newest first. */
  readonly last: readonly string[]
  /** The skipped runs, newest first: a list of their own, because one batch can skip more runs than a list holds. */
  readonly skipped: readonly string[]
}

/** How many recent runs each list holds. */
const listed = 20

/** The number of runs by kind. It includes runs of unknown kinds, but no records. */
export const counts: RowProjection<CountsRow, StatusRow> = {
  name: 'counts',
  version: 2,
  of: status,
  key: ({ before, after }) =>
    after && isCounted(after) && stateOf(before) !== stateOf(after) ? after.kind : undefined,
  apply: (row, { before, after }) =>
    after === undefined ? row : withRun(row, after, stateOf(before)),
}

/** The counts after a run moved to its current state; `from` is its previous state, if it had one. */
export const withRun = (
  { states: counted, last, skipped }: CountsRow = { states: {}, last: [], skipped: [] },
  { run, state }: StatusRow,
  from?: string,
): CountsRow => {
  const states = { ...counted }
  if (from !== undefined) {
    const left = (states[from] ?? 0) - 1
    if (left > 0) states[from] = left
    else delete states[from]
  }
  const to = topOf(state)
  states[to] = (states[to] ?? 0) + 1
  const [listBefore, listNow] = [listOf(from), listOf(to)]
  if (listBefore === listNow) return { states, last, skipped }
  const without = (runs: readonly string[]) => runs.filter(each => each !== run)
  return {
    states,
    last: listNow === 'last' ? [run, ...last].slice(0, listed) : without(last),
    skipped: listNow === 'skipped' ? [run, ...skipped].slice(0, listed) : without(skipped),
  }
}

/** A pending run is in no list: it counts as open, and a batch of them must not push out the finished runs. */
const listOf = (state: string | undefined): 'last' | 'skipped' | undefined =>
  state === undefined || state === 'pending' ? undefined : state === 'skipped' ? 'skipped' : 'last'

const isCounted = ({ tag, state }: StatusRow): boolean => tag !== undefined || state === 'unknown'

const stateOf = (row: StatusRow | undefined): string | undefined => row && topOf(row.state)
