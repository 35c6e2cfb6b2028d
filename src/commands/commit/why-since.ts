import { isGitDocError } from '../../errors/error.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import { commitKind, commitRun } from '../../projections/commit/run.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import type { Since, WhyWorld } from './why-lines.ts'
import type { FoundRun } from './why-run.ts'

/** The rows of runs, as the status view has them. */
export type Rows = readonly StatusRow<CommitRun>[]

/** At most so many later commits are named. */
const mostSince = 10

/** The runs that were about sections of a document. */
export const rowsAbout = async (file: string, log: EventLog): Promise<Rows> => {
  const found: StatusRow<CommitRun>[] = []
  for await (const [, row] of log.rows(status, `${commitKind}/`)) {
    // Rows of this kind hold the context of its chart.
    const its = row as StatusRow<CommitRun>
    if (its.context?.targets?.some(target => target.file === file)) found.push(its)
  }
  return found
}

/** Later commits on the code that the line was written from, and runs that were about its section. */
export const changesAfter = async (
  commit: string,
  {
    file,
    section,
    run,
  }: {
    readonly file: string
    readonly section: string | undefined
    readonly run: FoundRun | undefined
  },
  rows: Rows,
  { log, origins, repository }: WhyWorld,
): Promise<readonly Since[]> => {
  const changed = await origins.changesSince(commit, run?.code ?? [], mostSince)
  const found: Since[] = []
  for (const later of changed) {
    const row = await log.row(status, commitRun(later.commit))
    found.push({ ...later, because: 'code', ...(row && stateOf(row as StatusRow<CommitRun>)) })
  }
  const named = new Set([...changed.map(later => later.commit), run?.told.documents.commit])
  const { commit: head } = await repository.head()
  for (const row of rows.toSorted((one, other) => other.first - one.first)) {
    const { commit: its, subject, targets } = row.context
    const target = targets.find(each => each.file === file && each.section === section)
    if (!target || named.has(its) || found.length >= mostSince || head === undefined) continue
    const isLater = await isAfter(its, commit, head, repository)
    if (isLater) found.push({ commit: its, subject, because: 'section', ...stateOf(row) })
  }
  return found
}

const isAfter = async (
  later: string,
  commit: string,
  head: string,
  { contains }: Pick<Repository, 'contains'>,
): Promise<boolean> => {
  try {
    return (await contains(head, later)) && (await contains(later, commit)) && later !== commit
  } catch (error) {
    if (isGitDocError(error)) return false
    throw error
  }
}

const stateOf = ({ state, context }: StatusRow<CommitRun>): Pick<Since, 'state' | 'reason'> => ({
  state,
  ...(context.reason ? { reason: context.reason.detail } : {}),
})
