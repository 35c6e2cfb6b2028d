import {
  type BulkheadPolicy,
  bulkhead,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  type IBackoff,
  type IRetryBackoffContext,
  noop,
  type RetryPolicy,
  retry,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import { ModelError, type ModelErrorClass } from '../../errors.ts'
import type { ModelCall } from '../../events/commit-parts.ts'
import type { DraftRequest, Provider } from '../../ports/provider.ts'
import { aborted, timedOut } from './failures.ts'

export interface Policy {
  /** How often a request is made again after the first. */
  readonly maxRetries: number
  /** Milliseconds for each attempt, for a provider that keeps no deadline of its own. */
  readonly timeout?: number | undefined
  /** Milliseconds before the second attempt, then about twice as many each time, with jitter, up to `maxDelay`. */
  readonly initialDelay?: number | undefined
  readonly maxDelay?: number | undefined
  /** Milliseconds: a provider that asks for a longer wait than this is given up at once. */
  readonly maxWait?: number | undefined
}

/** What may be over the next time. Anything else stays as it is however often one asks. */
const passing: ReadonlySet<ModelErrorClass> = new Set(['throttled', 'server', 'network', 'timeout'])

/** The retry of one draft: it counts what was malformed, which is worth one more try and no second. */
export const retryPolicy = (policy: Policy & { readonly maxWait: number }): RetryPolicy => {
  const { maxRetries, initialDelay = 500, maxDelay = 20_000, maxWait } = policy
  const exponential = new ExponentialBackoff({ initialDelay, maxDelay })
  let malformed = 0
  const worthAnother = (error: Error): boolean => {
    if (!(error instanceof ModelError) || error.stays) return false
    if ((error.retryAfter ?? 0) > maxWait) return false
    if (error.class === 'malformed') malformed += 1
    return passing.has(error.class) || (error.class === 'malformed' && malformed < 2)
  }
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>(
    ({ result }, before) => {
      const state = before ? before.next(undefined) : exponential.next()
      const asked = 'error' in result && (result.error as ModelError).retryAfter
      return { delay: Math.max(asked || 0, state.duration), state }
    },
  )
  // Its timer is let go of, so that a wait cut short by an abort does not hold the process; untilAborted holds it meanwhile.
  return retry(handleWhen(worthAnother), { maxAttempts: maxRetries, backoff }).dangerouslyUnref()
}

/** So many drafts at a time; however many wait, none is turned away. */
export const slotsFor = (limit: number): BulkheadPolicy => bulkhead(limit, Number.POSITIVE_INFINITY)

type Once = (
  request: DraftRequest,
  signal: AbortSignal,
  report: (call: ModelCall) => void,
) => ReturnType<Provider['draft']>

/** One attempt. What is cut off, by abort or by time, is reported here and then; what it still says afterwards is not. */
export const onePolicy = (provider: Provider, { timeout: limit }: Policy): Once => {
  const timed = limit === undefined ? noop : timeout(limit, TimeoutStrategy.Aggressive)
  const { name, model } = provider

  return async (request, signal, report) => {
    // cockatiel calls once more after an abort during its back-off.
    if (signal.aborted) throw aborted(name)
    const started = performance.now()
    let open = true
    let cut: 'aborted' | 'timeout' | undefined
    const attempt = async ({ signal: within }: { signal: AbortSignal }) => {
      const onAbort = () => {
        if (!open) return
        open = false
        cut = signal.aborted ? 'aborted' : 'timeout'
        const milliseconds = Math.round(performance.now() - started)
        report({ provider: name, model, milliseconds, outcome: cut })
      }
      within.addEventListener('abort', onAbort, { once: true })
      try {
        return await provider.draft(request, {
          signal: within,
          onCall: call => {
            if (open) report(call)
          },
        })
      } finally {
        open = false
        within.removeEventListener('abort', onAbort)
      }
    }
    try {
      return await timed.execute(attempt, signal)
    } catch (error) {
      if (cut === 'aborted') throw aborted(name)
      if (cut === 'timeout') throw timedOut(name, limit ?? 0)
      throw error
    }
  }
}
