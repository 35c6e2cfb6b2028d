import { runName } from '../../engine/run-name.ts'
import type { JobRequest } from '../../events/job.ts'
import { triggerOf } from '../../jobs/names.ts'
import type { EventLog } from '../../ports/log.ts'
import { type StatusRow, status } from '../../projections/status.ts'

/** The runs of the same trigger that a run needs, by name. */
export const neededRuns = ({ needs }: Pick<JobRequest, 'needs'>, key: string): readonly string[] =>
  needs.map(job => runName('job', `${job}@${triggerOf(key)}`))

/** Those of the runs it needs that have not ended well. */
export const needed = async (
  request: Pick<JobRequest, 'needs'>,
  key: string,
  log: Pick<EventLog, 'row'>,
): Promise<readonly StatusRow[]> => {
  const rows = await Promise.all(neededRuns(request, key).map(run => log.row(status, run)))
  return rows.filter(row => row !== undefined && row.tag !== 'done').map(row => row as StatusRow)
}

export const needsText = (waits: readonly StatusRow[]): string =>
  `It needs ${waits.map(({ run, state }) => `${run}, which is ${state}`).join(', and ')}.`
