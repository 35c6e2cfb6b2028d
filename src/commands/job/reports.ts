import { JobEvent } from '../../events/job.ts'
import { jobRun } from '../../jobs/names.ts'
import type { JobReport } from '../../ports/job-reports.ts'
import { status } from '../../projections/status.ts'
import type { WorkContext } from '../context.ts'

/**
 * Records what jobs of hooks in the foreground came to, one event each, and returns the runs. The caller drops the reports
 * afterwards: reading one again records nothing.
 */
export const recordReports = async (
  { log, attribution }: Pick<WorkContext, 'log' | 'attribution'>,
  reports: readonly JobReport[],
): Promise<readonly string[]> => {
  const runs: string[] = []
  for (const { id, hook, jobs } of reports) {
    for (const { job, data } of jobs) {
      const run = jobRun(job, { by: 'hook', hook, args: [] }, id)
      if (await log.row(status, run)) continue
      const { data: event } = JobEvent.safeParse({ type: 'run.reported', data })
      // A report that says less than an event needs was not left by this version; nothing can be made of it.
      if (!event) continue
      const { actor } = await attribution()
      await log.append(run, [{ event, id: `reported:${run}`, actor, cause: { by: 'hook' } }], 0)
      runs.push(run)
    }
  }
  return runs
}
