import { runAll } from '../../engine/run-all.ts'
import type { Turns } from '../../engine/turns.ts'
import type { Recorded } from '../../events/recorded.ts'
import { isReverting } from '../../machines/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import { status } from '../../projections/status.ts'
import { commit as kind } from './kind.ts'
import type { CommitRow } from './open-runs.ts'
import { draftsAhead } from './prefetch-drafts.ts'
import { notIn } from './reachable.ts'
import type { World } from './world.ts'

export interface Step {
  readonly row: CommitRow
  /** The position of this run among `of` runs, from 1. */
  readonly index: number
  readonly of: number
}

/** Which run waits with a target, by the target's id. */
export type Waits = Map<string, string>

export interface Working {
  readonly waits: Waits
  readonly turns?: Turns | undefined
  begin(step: Step): void
}

/**
 * Works through runs in order, each as far as it goes. A run that fails or waits does not stop the next one, unless the
 * next one needs a section that waits. Commits that are not on the checked-out branch stay as they are.
 */
export async function* work(
  rows: readonly CommitRow[],
  log: EventLog,
  repository: Repository,
  world: Omit<World, 'waiting'>,
  { waits, begin, turns }: Working,
): AsyncGenerator<Recorded> {
  const waiting: World['waiting'] = async (targets, run) => {
    const other = targets.map(id => waits.get(id)).find(holder => holder !== undefined)
    return other === run ? undefined : other
  }
  const here = await reachable(rows, repository)
  const planned = here.filter(({ due }) => due === 'plan').map(row => row.context.commit)
  await repository.prefetch(planned)
  const ahead = draftsAhead(here, log, { ...world, waiting })
  try {
    for (const [index, row] of here.entries()) {
      begin({ row, index: index + 1, of: here.length })
      if (index % commitsAhead === 0)
        readAhead(repository, here.slice(index + 1, index + 1 + 2 * commitsAhead))
      yield* await ahead.of(index)
      if (!(await waitsToAsk(row, world))) yield* workOn(row, log, { ...world, waiting }, turns)
      for (const id of await waitingTargets(row.run, log)) {
        if (!waits.has(id)) waits.set(id, row.run)
      }
    }
  } finally {
    await ahead.end()
  }
}

/**
 * The runs that concern the checkout: HEAD contains their commits, under their own ids or as amended. A revert looks
 * for the text, so its branch is enough even if a rebase changed the ids. During a rebase HEAD is on no branch.
 */
export const reachable = async (
  rows: readonly CommitRow[],
  repository: Repository,
  isReverted: (row: CommitRow) => boolean = isReverting,
): Promise<readonly CommitRow[]> => {
  const { ref, commit } = await repository.head()
  if (commit === undefined) return []
  const elsewhere = new Set(await notIn(repository, rows, commit))
  const isOfBranch = ({ context: { undo } }: CommitRow) =>
    ref === undefined || undo.some(each => each.ref === ref)
  return rows.filter(row => !elsewhere.has(row) || (isReverted(row) && isOfBranch(row)))
}

/** The sections that a waiting run blocks. */
const waitingTargets = async (run: string, log: EventLog): Promise<readonly string[]> => {
  const row = await log.row(status, run)
  if (row?.tag !== 'waiting' || isReverting(row)) return []
  const { targets } = row.context as CommitRun
  return targets.filter(({ state }) => state !== 'done').map(({ id }) => id)
}

async function* workOn(
  row: CommitRow,
  log: EventLog,
  world: World,
  turns: Turns | undefined,
): AsyncGenerator<Recorded> {
  // The row shows the state when the work began: a run that began to wait only now has nothing new to check.
  yield* runAll([row], { kind, log, world, turns })
}

/** Whether a run would only wait again, for a provider, a budget or a permission. Its turn comes when a request is possible. */
const waitsToAsk = async (
  { run, tag, context: { reason } }: CommitRow,
  { drafter, needsPermission }: Pick<World, 'drafter' | 'needsPermission'>,
): Promise<boolean> => {
  if (tag !== 'waiting') return false
  if (reason?.code === 'not-allowed') return await needsPermission()
  if (reason?.code === 'budget-reached')
    return (await drafter.overBudget?.(run, reason.needs ?? 0)) !== undefined
  return reason?.code === 'provider-unavailable' && (await drafter.unavailable?.()) !== undefined
}

/** Git reads the next commits while this one is planned. A read failure surfaces when their turn comes. */
const readAhead = (repository: Repository, next: readonly CommitRow[]): void => {
  for (const { due, context } of next)
    if (due === 'plan')
      for (const read of [repository.commit, repository.diff]) read(context.commit).catch(() => {})
}

/** Twice this many reads run at a time (commits and diffs), fewer than cached-repository.ts keeps. */
const commitsAhead = 4
