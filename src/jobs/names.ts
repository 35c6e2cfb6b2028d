import { runName } from '../engine/run-name.ts'
import type { JobCause } from '../events/job.ts'

/**
 * The name of a job's run. It has what makes the run new: the hook and the commit, the run that ended, or, by hand, the
 * request. `again` is added where the same must be done once more.
 */
export const jobRun = (job: string, cause: JobCause, id: string, again?: string): string =>
  runName('job', [`${job}@${causeName(cause)}.${id}`, ...(again ? [again] : [])].join('.'))

const causeName = (cause: JobCause): string => {
  switch (cause.by) {
    case 'hand':
      return 'manual'
    case 'hook':
      return cause.hook
    case 'run':
      return cause.state
  }
}

/** The job that a run is of. */
export const jobOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('@')))

/** What all runs of one trigger share: their names after the job's. */
export const triggerOf = (key: string): string => key.slice(key.indexOf('@') + 1)
