import { JobRequest } from '../../../events/job.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'

/** What a run was asked for with. */
export const requestOf = ({ request }: Pick<SteppedRun, 'request'>): JobRequest =>
  JobRequest.parse(request)
