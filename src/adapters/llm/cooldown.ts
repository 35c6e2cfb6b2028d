import type { ModelError, ModelErrorClass } from '../../errors.ts'
import type { Standing } from '../../ports/provider.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** However long a provider asks us to wait: nobody remembers a longer time. */
export const longest = 24 * hour

/** Failures in a row after which a provider that merely struggles is left alone. Each stands for a draft with all its retries. */
const patience = 3

/** The service struggles, or there is no way to it. */
const struggling: ReadonlySet<ModelErrorClass> = new Set([
  'throttled',
  'server',
  'network',
  'timeout',
])

/** What only a person can mend: it is the same for every draft of this process, and may be mended before the next. */
export const lasting: ReadonlySet<ModelErrorClass> = new Set(['auth', 'model-unknown'])

/** Whether a failure says something of the provider rather than of one request. */
export const isOfProvider = ({ class: errorClass }: ModelError): boolean =>
  errorClass === 'quota' || struggling.has(errorClass)

/**
 * How long a provider is left alone after a failure, in milliseconds; undefined where it is asked again at once.
 * A used-up quota: an hour, then twice as long each time. A wait that it names: that long. Three failures in a row: a
 * minute, then twice as long each time, up to a quarter of an hour. A probe that fails counts as the next time.
 */
export const cooldown = (
  error: ModelError,
  standing: Pick<Standing, 'failures' | 'openings' | 'class'>,
  maxWait: number,
): number | undefined => {
  // A quota that is used up is no longer a matter of the minutes before.
  const openings = standing.class === error.class ? standing.openings : 0
  const doubled = (first: number, limit: number) => Math.min(limit, first * 2 ** openings)
  const asked = Math.min(error.retryAfter ?? 0, longest)
  if (error.class === 'quota') return Math.max(asked, doubled(hour, longest))
  if (!struggling.has(error.class)) return undefined
  if (asked > maxWait) return asked
  if (openings === 0 && standing.failures + 1 < patience) return undefined
  return Math.max(asked, doubled(minute, hour / 4))
}
