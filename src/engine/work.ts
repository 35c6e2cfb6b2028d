import { isGitDocError } from '../errors.ts'
import type { Recorded } from '../events/recorded.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog, Head, Repository, World } from '../ports.ts'
import { type StatusRow, status } from '../projections/status.ts'
import { advance } from './advance.ts'

type CommitRow = StatusRow<CommitRun>

/** What is left to do, oldest first: runs that rest in no end state, on the branch that is checked out. */
export const unfinished = async (log: EventLog): Promise<readonly CommitRow[]> => {
  const rows: CommitRow[] = []
  for await (const [, row] of log.rows(status)) {
    if (isUnfinished(row)) rows.push(row as CommitRow)
  }
  return rows.sort((a, b) => a.first - b.first)
}

const isUnfinished = ({ run, state }: StatusRow): boolean =>
  run.startsWith('commit/') && /^(pending|planned|applying|reverting)\b/.test(state)

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
  const head = await repository.head()
  for (const [index, row] of rows.entries()) {
    if (!(await isHere(row, head, repository))) continue
    begin({ row, index: index + 1, of: rows.length })
    readAhead(repository, rows[index + 1])
    if (row.state.endsWith('.waiting')) {
      yield* await log.append(
        row.run,
        [{ event: { type: 'apply.resumed', data: {} } }],
        row.version,
      )
    }
    yield* advance(row.run, log, { ...world, waiting })
    const after = await log.row(status, row.run)
    if (after?.state !== 'planned.waiting') continue
    for (const { id, state } of (after.context as CommitRun).targets) {
      if (state !== 'done' && !waits.has(id)) waits.set(id, row.run)
    }
  }
}

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
  const { commit, amended, prepared, undo } = context
  if (/^revert/.test(state) && (!head.ref || undo.some(({ ref }) => ref === head.ref))) return true
  // Killed when the branch had the amended commit already and the log had not.
  const ids = [amended ?? commit, ...(prepared?.amends ? [prepared.docCommit] : [])]
  for (const id of ids) if (await has(repository, head.commit, id)) return true
  return false
}

/** An amended or rebased commit does not live for ever. */
const has = (repository: Repository, of: string, commit: string): Promise<boolean> =>
  repository.contains(of, commit).catch(error => {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return false
    throw error
  })

/** Git works on the next commit while this one is planned; what it could not read is said when that one's turn comes. */
const readAhead = (repository: Repository, next: CommitRow | undefined): void => {
  if (next?.state === 'pending') repository.diff(next.context.commit).catch(() => {})
}
