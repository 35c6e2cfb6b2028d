import * as z from 'zod'
import { applyDeferred, applyResumed, attemptFailed, retryRequested } from './lifecycle.ts'
import { carefulEvents, stepEvents, undoEvents } from './steps.ts'

/** Everything that can happen in the update of one source to one version. */
export const UpstreamEvent = z.discriminatedUnion('type', [
  ...stepEvents,
  ...undoEvents,
  ...carefulEvents,
  applyDeferred,
  applyResumed,
  attemptFailed,
  retryRequested,
])
export type UpstreamEvent = z.infer<typeof UpstreamEvent>

/** A version of a source. `version` is semver without a prefix, or the commit's id where commits are followed. */
export const Version = z.object({
  version: z.string().min(1),
  tag: z.string().min(1).optional(),
  /** What the tag names in the end; unknown where only a command says what is installed. */
  commit: z.string().optional(),
})
export type Version = z.infer<typeof Version>

/** What an update was asked for with: the data of its `run.requested`. */
export const UpstreamRequest = z.object({
  source: z.string(),
  to: Version,
  /** The remote that has it. */
  remote: z.string(),
  /** Whether a delivery or a person asked for it. */
  cause: z.enum(['webhook', 'hand']),
})
export type UpstreamRequest = z.infer<typeof UpstreamRequest>
