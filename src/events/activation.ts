import * as z from 'zod'
import { applyDeferred, applyResumed, attemptFailed, retryRequested } from './lifecycle.ts'
import { ObjectId } from './object-id.ts'
import { stepEvents } from './steps.ts'

/** Everything that can happen while a pointer is moved and what follows it is told. */
export const ActivationEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
export type ActivationEvent = z.infer<typeof ActivationEvent>

/** One package whose version in production changes. `previous` is null if it had none. */
export const ActivatedPackage = z.object({
  package: z.string(),
  version: z.string(),
  previous: z.string().nullable(),
  /** The tree of the version's folder when it was asked for. */
  tree: ObjectId,
})
export type ActivatedPackage = z.infer<typeof ActivatedPackage>

/** What an activation or a rollback is asked for with: the data of its `run.requested`. */
export const ActivationRequest = z.object({
  deed: z.enum(['activate', 'rollback']),
  packages: z.array(ActivatedPackage).min(1),
  /** `Name <email>`, as stated. */
  by: z.string(),
  reason: z.string(),
  /** The branch whose pointer moves, `refs/heads/…`. */
  ref: z.string(),
  /** Why it would have been refused without `--force`. */
  forced: z.array(z.string()),
})
export type ActivationRequest = z.infer<typeof ActivationRequest>
