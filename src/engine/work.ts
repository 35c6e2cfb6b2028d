import { isGitDocError } from '../errors.ts'
import type { Recorded } from '../events/recorded.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog, Head, Repository, World } from '../ports.ts'
import { status } from '../projections/status.ts'
import { advance } from './advance.ts'
import { draftsAhead } from './ahead.ts'
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
      readAhead(repository, here[index + 1])
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

const reachable = async (
  rows: readonly CommitRow[],
  repository: Repository,
): Promise<readonly CommitRow[]> => {
  const head = await repository.head()
  const here: CommitRow[] = []
  for (const row of rows) if (await isHere(row, head, repository)) here.push(row)
  return here
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
  { state, context }: CommitRow,
  { provider }: Pick<World, 'provider'>,
): Promise<boolean> =>
  state === 'planned.waiting' &&
  context.reason?.code === 'provider-unavailable' &&
  (await provider.unavailable?.()) !== undefined

/**
 * Whether a run concerns what is checked out: HEAD has its commit, under its own id or as it was amended. What is to be
 * reverted is looked for in the text: its branch will do, for a rebase changes the ids. During one HEAD names no branch.
 */
export const isHere = async (
  { state, context }: Pick<CommitRow, 'state' | 'context'>,
  head: Head,
  repository: Repository,
): Promise<boolean> => {
  if (!head.commit) return false
  const { commit, amended, undo } = context
  if (/^revert/.test(state) && (!head.ref || undo.some(({ ref }) => ref === head.ref))) return true
  return repository.contains(head.commit, amended ?? commit).catch(error => {
    // An amended or rebased commit does not live for ever.
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return false
    throw error
  })
}

/** Git works on the next commit while this one is planned; what it could not read is said when that one's turn comes. */
const readAhead = (repository: Repository, next: CommitRow | undefined): void => {
  if (next?.state === 'pending') repository.diff(next.context.commit).catch(() => {})
}
