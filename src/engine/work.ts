import type { Recorded } from '../events/recorded.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import type { World } from '../ports/world.ts'
import { status } from '../projections/status.ts'
import { advance } from './advance.ts'
import { draftsAhead } from './ahead.ts'
import { notIn } from './reachable.ts'
import type { CommitRow } from './unfinished.ts'

export interface Step {
  readonly row: CommitRow
  /** Which of how many runs this is, from 1. */
  readonly index: number
  readonly of: number
}

/** Which run waits with a target, by the target's id. */
export type Waits = Map<string, string>

/**
 * Works through runs in order, each as far as it goes; a run that fails or waits never stops the next, unless the
 * next needs a section that waits. Commits that are not on the checked-out branch stay as they are.
 */
export async function* work(
  rows: readonly CommitRow[],
  log: EventLog,
  repository: Repository,
  world: Omit<World, 'waiting'>,
  { waits, begin }: { readonly waits: Waits; begin(step: Step): void },
): AsyncGenerator<Recorded> {
  const waiting: World['waiting'] = async (targets, run) => {
    const other = targets.map(id => waits.get(id)).find(holder => holder !== undefined)
    return other === run ? undefined : other
  }
  const here = await reachable(rows, repository)
  const ahead = draftsAhead(here, log, { ...world, waiting })
  try {
    for (const [index, row] of here.entries()) {
      begin({ row, index: index + 1, of: here.length })
      if (index % commitsAhead === 0)
        readAhead(repository, here.slice(index + 1, index + 1 + 2 * commitsAhead))
      yield* await ahead.of(index)
      if (!(await waitsForProvider(row, world))) yield* workOn(row, log, { ...world, waiting })
      for (const id of await waitingTargets(row.run, log)) {
        if (!waits.has(id)) waits.set(id, row.run)
      }
    }
  } finally {
    await ahead.end()
  }
}

/**
 * The runs that concern what is checked out: HEAD has their commits, under their own ids or as they were amended. What is to be
 * reverted is looked for in the text: its branch will do, for a rebase changes the ids. During one HEAD names no branch.
 */
export const reachable = async (
  rows: readonly CommitRow[],
  repository: Repository,
): Promise<readonly CommitRow[]> => {
  const { ref, commit } = await repository.head()
  if (commit === undefined) return []
  const elsewhere = new Set(await notIn(repository, rows, commit))
  const isOfBranch = ({ state, context: { undo } }: CommitRow) =>
    /^revert/.test(state) && (ref === undefined || undo.some(each => each.ref === ref))
  return rows.filter(row => !elsewhere.has(row) || isOfBranch(row))
}

/** The sections that a run keeps for itself because it waits. */
const waitingTargets = async (run: string, log: EventLog): Promise<readonly string[]> => {
  const row = await log.row(status, run)
  if (row?.state !== 'planned.waiting') return []
  const { targets } = row.context as CommitRun
  return targets.filter(({ state }) => state !== 'done').map(({ id }) => id)
}

async function* workOn(row: CommitRow, log: EventLog, world: World): AsyncGenerator<Recorded> {
  // What began to wait only now, ahead of its turn, has nothing new to look at.
  if (row.state.endsWith('.waiting')) {
    const event = { type: 'apply.resumed', data: {} }
    yield* await log.append(row.run, [{ event }], row.version)
  }
  yield* advance(row.run, log, world)
}

/** What would only begin to wait again is left as it is: its turn comes when somebody can be asked. */
const waitsForProvider = async (
  { state, context: { commit, reason } }: CommitRow,
  { provider }: Pick<World, 'provider'>,
): Promise<boolean> => {
  if (state !== 'planned.waiting') return false
  if (reason?.code === 'budget-reached')
    return (await provider.overBudget?.(commit, reason.needs ?? 0)) !== undefined
  return reason?.code === 'provider-unavailable' && (await provider.unavailable?.()) !== undefined
}

/** Git works on the next commits while this one is planned; what it could not read is said when their turn comes. */
const readAhead = (repository: Repository, next: readonly CommitRow[]): void => {
  for (const { state, context } of next)
    if (state === 'pending')
      for (const read of [repository.commit, repository.diff]) read(context.commit).catch(() => {})
}

/** Twice as many are asked for at a time: fewer than are remembered (remembering.ts). */
const commitsAhead = 4
