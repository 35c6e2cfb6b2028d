import { ModelError, providerLeftAlone } from '../../errors/models.ts'
import type { Breaker, BreakerState } from '../../ports/breaker.ts'
import type { Model } from '../../ports/model.ts'
import { concernsProvider, cooldown, longestCooldown, permanent } from './cooldown.ts'
import { longestWait } from './retry.ts'

export interface BreakerOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds: a provider that asks for a longer wait opens the breaker; the same as for retries. */
  readonly maxWait?: number | undefined
}

/**
 * A model that is not asked while it is known to give no answer, by this process or one before (SPEC D3). When the wait
 * is over, one request tests whether it answers, and the others wait for the result.
 */
export const withBreaker = (
  model: Model,
  breaker: Breaker,
  { now, maxWait = longestWait }: BreakerOptions,
): Model => {
  let permanentError: ModelError | undefined
  let probe: Promise<unknown> | undefined

  const timeLeft = ({ until }: BreakerState): number => {
    const wait = until === undefined ? 0 : Date.parse(until) - now()
    // A clock that was set back must not keep a provider away for longer than anything does.
    return wait > longestCooldown ? 0 : wait
  }
  const leftAlone = (state: BreakerState) =>
    providerLeftAlone(model.name, state.until ?? '', state.reason ?? '', timeLeft(state))

  const failed = async (error: unknown): Promise<void> => {
    if (!(error instanceof ModelError) || error.class === 'aborted') return
    if (permanent.has(error.class)) permanentError = error
    if (!concernsProvider(error)) return await answered()
    await breaker.record(state => {
      // Requests that were under way when the breaker opened say nothing new.
      if (state.until !== undefined && !probe) return undefined
      const wait = cooldown(error, state, maxWait)
      const until = wait === undefined ? {} : { until: new Date(now() + wait).toISOString() }
      return {
        type: 'provider.failed',
        data: { class: error.class, reason: error.message, ...until },
      }
    })
  }

  const answered = (): Promise<void> =>
    breaker.record(({ failures }) =>
      failures === 0 ? undefined : { type: 'provider.answered', data: {} },
    )

  const ask = async (...request: Parameters<Model['complete']>) => {
    try {
      const completion = await model.complete(...request)
      await answered()
      return completion
    } catch (error) {
      await failed(error)
      throw error
    }
  }

  const askFirst = async (...request: Parameters<Model['complete']>) => {
    const asking = breaker
      .record(() => ({ type: 'provider.probed', data: {} }))
      .then(() => ask(...request))
    probe = asking.catch(() => {})
    try {
      return await asking
    } finally {
      probe = undefined
    }
  }

  return {
    ...model,
    async unavailable() {
      const state = await breaker.state()
      if (timeLeft(state) <= 0) return undefined
      return { until: state.until ?? '', detail: leftAlone(state).message }
    },
    async complete(request, options) {
      for (;;) {
        if (permanentError) throw permanentError
        await probe
        const state = await breaker.state()
        if (timeLeft(state) > 0) throw leftAlone(state)
        if (state.until === undefined) return ask(request, options)
        if (!probe) return askFirst(request, options)
      }
    },
  }
}
