import * as z from 'zod'

/** A whole step failed. `code` is stable, `reason` is a sentence, `hint` says what to do about it. */
export const attemptFailed = z.object({
  type: z.literal('attempt.failed'),
  data: z.object({
    step: z.string(),
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
  }),
})

/** A person asked for another attempt, at everything that failed or at some items by id. */
export const retryRequested = z.object({
  type: z.literal('retry.requested'),
  data: z.object({
    targets: z.array(z.string()).min(1).optional(),
    /** What is done already begins anew too. */
    all: z.literal(true).optional(),
  }),
})

/** What every deferral contains: `reason` is stable, `detail` is a sentence. A kind may add its own facts. */
export const deferral = z.object({ reason: z.string(), detail: z.string() })

/** The work must wait for a person or for something else. */
export const applyDeferred = z.object({ type: z.literal('apply.deferred'), data: deferral })

/** The reason to wait may be gone, so git-doc tries again. */
export const applyResumed = z.object({ type: z.literal('apply.resumed'), data: z.object({}) })

export type LifecycleEvent = z.infer<
  typeof attemptFailed | typeof retryRequested | typeof applyDeferred | typeof applyResumed
>
