import type * as z from 'zod'
import type { RecordEvent } from '../../../engine/asked-events.ts'
import type { JobRequest } from '../../../events/job.ts'
import type { Step } from '../../../machines/stepped-run.ts'
import type { JobCallName, JobCalls } from '../../../ports/job-calls.ts'
import type { World } from '../world.ts'

/** The step that asks. `record` puts an event of the run on record. */
export interface Asking {
  readonly run: string
  readonly request: JobRequest
  readonly step: Step
  readonly record: RecordEvent
  /** It takes back what the step did. */
  readonly undoes?: boolean | undefined
  /** Facts that the run's receipt gets. */
  add(facts: Readonly<Record<string, unknown>>): void
}

/** One call: what its argument looks like, and how it is answered. */
export interface Call<Name extends JobCallName> {
  readonly argument: z.ZodType<JobCalls[Name]['argument']>
  answer(argument: JobCalls[Name]['argument']): Promise<JobCalls[Name]['answer']>
}

export type Calls<Name extends JobCallName = JobCallName> = { readonly [Each in Name]: Call<Each> }

/** What calls act on; a hook in the foreground has no log, and so no model and no publisher. */
export type CallsWorld = Pick<World, 'repository' | 'git'> &
  Partial<Pick<World, 'model' | 'redact' | 'signal' | 'receipts' | 'templates' | 'trust'>> & {
    /** What makes commits. */
    readonly making?: Pick<World, 'repository' | 'publisher' | 'inTurn' | 'pause'> | undefined
  }
