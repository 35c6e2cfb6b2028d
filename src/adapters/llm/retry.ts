import {
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  type IBackoff,
  type IRetryBackoffContext,
  type RetryPolicy,
  retry,
} from 'cockatiel'
import { ModelError, type ModelErrorClass } from '../../errors/models.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { Model } from '../../ports/model.ts'
import { withDeadline } from './deadline.ts'
import { aborted } from './failures.ts'

export interface RetryOptions {
  /** How often a request is made again after the first. */
  readonly maxRetries: number
  /** Milliseconds before the second attempt, then about twice as many each time, with jitter, up to `maxDelay`. */
  readonly initialDelay?: number | undefined
  readonly maxDelay?: number | undefined
  /** Milliseconds: a provider that asks for a longer wait is not asked again. */
  readonly maxWait?: number | undefined
}

/** Milliseconds: the longest wait that a provider may ask for without being given up. */
export const longestWait = 30_000

/** These may be over the next time. Other failures stay as they are however often one asks. */
const transient: ReadonlySet<ModelErrorClass> = new Set([
  'throttled',
  'server',
  'network',
  'timeout',
])

/** A model that is asked again if that may help. It waits as long as the provider asks, and stops at once on abort. */
export const withRetries = (model: Model, options: RetryOptions): Model => ({
  ...model,
  async complete(request, { signal, onCall }) {
    const calls: ModelCall[] = []
    const report = (call: ModelCall) => {
      calls.push(call)
      onCall?.(call)
    }
    const policy = retryPolicy(options)
    // cockatiel waits out its delay after an abort and then calls once more, so both need a check of their own.
    let attempt: Promise<unknown> = Promise.resolve()
    const work = (within: AbortSignal) =>
      policy.execute(() => {
        if (within.aborted) throw aborted(model.name)
        const completing = model.complete(request, { signal: within, onCall: report })
        attempt = completing.catch(() => {})
        return completing
      }, within)
    const limit = { name: model.name, signal, milliseconds: Number.POSITIVE_INFINITY }
    try {
      return { ...(await withDeadline(work, limit)), calls }
    } finally {
      // An attempt ends at once on abort, and reports its call before it is over.
      await attempt
    }
  },
})

/** The retries of one request. It counts malformed answers, which are worth one more attempt but not two. */
const retryPolicy = (options: RetryOptions): RetryPolicy => {
  const { maxRetries, initialDelay = 500, maxDelay = 20_000, maxWait = longestWait } = options
  const exponential = new ExponentialBackoff({ initialDelay, maxDelay })
  let malformed = 0
  const isWorthRetrying = (error: Error): boolean => {
    if (!(error instanceof ModelError) || !error.retryable) return false
    if ((error.retryAfter ?? 0) > maxWait) return false
    if (error.class === 'malformed') malformed += 1
    return transient.has(error.class) || (error.class === 'malformed' && malformed < 2)
  }
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>(
    ({ result }, before) => {
      const state = before ? before.next(undefined) : exponential.next()
      const requested = 'error' in result && (result.error as ModelError).retryAfter
      return { delay: Math.max(requested || 0, state.duration), state }
    },
  )
  // A delay that an abort cut short must not keep the process alive.
  return retry(handleWhen(isWorthRetrying), { maxAttempts: maxRetries, backoff }).dangerouslyUnref()
}
