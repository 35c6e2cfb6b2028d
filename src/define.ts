// What a job's file imports to define itself.

export type { JobContext, JobLog } from './adapters/jobs/child/context.ts'
export { type DefinedJob, defineJob, type Job, type JobOn, z } from './adapters/jobs/define.ts'
export type { Receipt } from './events/receipt.ts'
export type { JobHook, JobResult } from './ports/jobs.ts'
