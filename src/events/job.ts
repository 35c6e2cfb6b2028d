import * as z from 'zod'
import { applyDeferred, applyResumed, attemptFailed, retryRequested } from './lifecycle.ts'
import { stepEvents, undoEvents } from './steps.ts'

/** Everything that can happen in the run of a job: it is a row of steps, one for each set of parameters. */
export const JobEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  ...undoEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
export type JobEvent = z.infer<typeof JobEvent>

/** Files of one set of parameters: what one step of a job is given. */
export const JobPart = z.object({
  params: z.record(z.string(), z.string()),
  files: z.array(z.string()),
})
export type JobPart = z.infer<typeof JobPart>

/** What started a job. `hook` is Git's, by its name; `run` is the run whose end did. */
export const JobCause = z.discriminatedUnion('by', [
  z.object({ by: z.literal('hand') }),
  z.object({ by: z.literal('hook'), hook: z.string(), args: z.array(z.string()) }),
  z.object({ by: z.literal('run'), run: z.string(), state: z.string() }),
])
export type JobCause = z.infer<typeof JobCause>

/** What a job's run was asked for with: the data of its `run.requested`. */
export const JobRequest = z.object({
  job: z.string(),
  cause: JobCause,
  /** The commit it concerns; missing before the first commit. */
  commit: z.string().optional(),
  parts: z.array(JobPart).min(1),
  input: z.unknown(),
  /** Names of the jobs that this trigger started too and that must be over first. */
  needs: z.array(z.string()),
  retry: z.object({ times: z.int().min(0), backoff: z.number().min(0) }),
  /** Runs although nothing has changed since it last succeeded. */
  force: z.boolean(),
})
export type JobRequest = z.infer<typeof JobRequest>
