import { ModelError, providerLeftAlone } from '../../errors.ts'
import type { Breaker, Provider, Standing } from '../../ports/provider.ts'
import { cooldown, isOfProvider, lasting, longest } from './cooldown.ts'
import { longestWait } from './policy.ts'

export interface BreakerOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds: what a provider may ask to wait before it is left alone instead; as in the policy. */
  readonly maxWait?: number | undefined
}

/**
 * A provider that is not asked while it is known to give no answer, by this process or one before (SPEC D3). When its time
 * is over one draft finds out how it is, and the others wait for that.
 */
export const withBreaker = (
  provider: Provider,
  breaker: Breaker,
  { now, maxWait = longestWait }: BreakerOptions,
): Provider => {
  const { name, model, free } = provider
  let lost: ModelError | undefined
  let probe: Promise<unknown> | undefined

  const left = ({ until }: Standing): number => {
    const wait = until === undefined ? 0 : Date.parse(until) - now()
    // A clock that was set back must not keep a provider away for longer than anything does.
    return wait > longest ? 0 : wait
  }
  const leftAlone = (standing: Standing) =>
    providerLeftAlone(name, standing.until ?? '', standing.reason ?? '', left(standing))

  const failed = async (error: unknown): Promise<void> => {
    if (!(error instanceof ModelError) || error.class === 'aborted') return
    if (lasting.has(error.class)) lost = error
    if (!isOfProvider(error)) return await answered()
    await breaker.record(standing => {
      // Drafts that were under way when it was opened say nothing new.
      if (standing.until !== undefined && !probe) return undefined
      const wait = cooldown(error, standing, maxWait)
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

  const asked = async (...request: Parameters<Provider['draft']>) => {
    try {
      const draft = await provider.draft(...request)
      await answered()
      return draft
    } catch (error) {
      await failed(error)
      throw error
    }
  }

  /** Waits while another draft finds out; whoever comes first after the time is over is that one. */
  const probing = async (...request: Parameters<Provider['draft']>) => {
    const finding = breaker
      .record(() => ({ type: 'provider.probed', data: {} }))
      .then(() => asked(...request))
    probe = finding.catch(() => {})
    try {
      return await finding
    } finally {
      probe = undefined
    }
  }

  return {
    name,
    model,
    free,
    async unavailable() {
      const standing = await breaker.standing()
      if (left(standing) <= 0) return undefined
      return { until: standing.until ?? '', detail: leftAlone(standing).message }
    },
    async draft(request, options) {
      for (;;) {
        if (lost) throw lost
        await probe
        const standing = await breaker.standing()
        if (left(standing) > 0) throw leftAlone(standing)
        if (standing.until === undefined) return asked(request, options)
        if (!probe) return probing(request, options)
      }
    },
  }
}
