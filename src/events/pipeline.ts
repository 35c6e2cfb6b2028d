import * as z from 'zod'
import { applyDeferred, applyResumed, attemptFailed, retryRequested } from './lifecycle.ts'
import { ObjectId } from './object-id.ts'
import { stepEvents } from './steps.ts'

/** Everything that can happen in the run of a pipeline: it is a row of gates. */
export const PipelineEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
export type PipelineEvent = z.infer<typeof PipelineEvent>

/** What a pipeline's run was asked for with: the data of its `run.requested`. */
export const PipelineRequest = z.object({
  pipeline: z.string(),
  /** The commit that was checked out. */
  commit: ObjectId,
  branch: z.string().optional(),
  /** Git's hook, by its name, or a person. */
  cause: z.discriminatedUnion('by', [
    z.object({ by: z.literal('hand') }),
    z.object({ by: z.literal('hook'), hook: z.string() }),
  ]),
  /** Only these gates, and those that they need. */
  gates: z.array(z.string()).optional(),
  /** Gates whose `paths` nothing matches that has changed. */
  unchanged: z.array(z.string()),
  /** Runs in a fresh checkout of the commit. */
  clean: z.boolean(),
})
export type PipelineRequest = z.infer<typeof PipelineRequest>
