import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog } from '../ports/log.ts'
import { type StatusRow, status } from '../projections/status.ts'

export type CommitRow = StatusRow<CommitRun>

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
