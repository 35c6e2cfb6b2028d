import * as z from 'zod'
import { applyDeferred, applyResumed, attemptFailed, retryRequested } from './lifecycle.ts'
import { ObjectId } from './object-id.ts'
import { stepEvents } from './steps.ts'

/** Everything that can happen while a release is staged. */
export const ReleaseEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
export type ReleaseEvent = z.infer<typeof ReleaseEvent>

/** What a staging is asked for with: the data of its `run.requested`. */
export const StagingRequest = z.object({
  package: z.string(),
  version: z.string(),
  /** The commit whose tree is looked at. */
  commit: ObjectId,
  /** The tree of the release's folder. */
  tree: ObjectId,
  /** Releases that would be activated together with it. */
  with: z.array(z.object({ package: z.string(), version: z.string() })),
})
export type StagingRequest = z.infer<typeof StagingRequest>
