import type { ModelError, ModelErrorClass } from '../../errors/models.ts'
import type { BreakerState } from '../../ports/breaker.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Milliseconds: no provider is avoided for longer, whatever wait it asks for. */
export const longestCooldown = 24 * hour

/** Failures in a row that open the breaker. Each is a draft with all its retries. */
const failuresToOpen = 3

/** The service has a problem, or it cannot be reached. */
const transient: ReadonlySet<ModelErrorClass> = new Set([
  'throttled',
  'server',
  'network',
  'timeout',
])

/** Only a person can mend these. They fail every draft of this process, and may be mended before the next. */
export const permanent: ReadonlySet<ModelErrorClass> = new Set(['auth', 'model-unknown'])

/** Whether a failure concerns the provider rather than one request. */
export const concernsProvider = ({ class: errorClass }: ModelError): boolean =>
  errorClass === 'quota' || transient.has(errorClass)

/**
 * How long a provider is not asked after a failure, in milliseconds; undefined if it may be asked again at once.
 * An exhausted quota: one hour, twice as long each time. A wait that the provider names: that long. Three failures in
 * a row: one minute, twice as long each time, up to a quarter of an hour. A failed test request counts as the next time.
 */
export const cooldown = (
  error: ModelError,
  state: Pick<BreakerState, 'failures' | 'timesOpened' | 'class'>,
  maxWait: number,
): number | undefined => {
  // Minutes of waiting for another class of failure say nothing about this one.
  const timesOpened = state.class === error.class ? state.timesOpened : 0
  const doubled = (first: number, limit: number) => Math.min(limit, first * 2 ** timesOpened)
  const requested = Math.min(error.retryAfter ?? 0, longestCooldown)
  if (error.class === 'quota') return Math.max(requested, doubled(hour, longestCooldown))
  if (!transient.has(error.class)) return undefined
  if (requested > maxWait) return requested
  if (timesOpened === 0 && state.failures + 1 < failuresToOpen) return undefined
  return Math.max(requested, doubled(minute, hour / 4))
}
