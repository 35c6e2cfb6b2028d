import type { CommitRun } from '../../machines/commit-run.ts'
import type { Tag } from '../../machines/tags.ts'
import type { EventLog } from '../../ports/log.ts'
import { commitKind } from '../../projections/commit/run.ts'
import { openRows } from '../../projections/open-runs.ts'
import type { StatusRow } from '../../projections/status.ts'

export type CommitRow = StatusRow<CommitRun>

/** The runs of commits that have one of the tags, oldest first; by default the active and waiting ones. */
export const openCommits = async (
  log: Pick<EventLog, 'row' | 'rows'>,
  tags: readonly Tag[] = ['active', 'waiting'],
): Promise<readonly CommitRow[]> =>
  // Rows of this kind hold the context of its chart.
  (await openRows(log, tags, commitKind)) as readonly CommitRow[]
