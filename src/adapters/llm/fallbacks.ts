import { ModelError } from '../../errors.ts'
import type { ModelCall } from '../../events/commit-parts.ts'
import type { Provider } from '../../ports/provider.ts'

/**
 * Providers that stand in for each other, in order. It goes by the name of the first; the draft names the one that
 * answered. What no other provider would change (an abort, an error that is no model's) ends it at once.
 */
export const withFallbacks = (first: Provider, ...others: readonly Provider[]): Provider => {
  const providers = [first, ...others]
  if (others.length === 0) return first
  const overBudget = providers.find(provider => provider.overBudget)?.overBudget
  return {
    name: first.name,
    model: first.model,
    ...(first.concurrency !== undefined && { concurrency: first.concurrency }),
    free: providers.every(provider => provider.free),
    ...(first.estimate && { estimate: first.estimate }),
    ...(overBudget && { overBudget }),
    /** As long as one may be asked, somebody may; otherwise it is the first to come back that one waits for. */
    async unavailable() {
      const away = await Promise.all(providers.map(provider => provider.unavailable?.()))
      const [soonest, ...later] = away.filter(each => each !== undefined)
      if (!soonest || later.length + 1 < providers.length) return undefined
      return {
        until: [soonest, ...later].map(({ until }) => until).sort()[0] ?? soonest.until,
        detail: [soonest, ...later].map(({ detail }) => detail).join(' '),
      }
    },
    async draft(request, { signal, onCall }) {
      const calls: ModelCall[] = []
      const failures: { provider: Provider; error: ModelError }[] = []
      for (const provider of providers) {
        try {
          const draft = await provider.draft(request, {
            signal,
            onCall(call) {
              calls.push(call)
              onCall?.(call)
            },
          })
          return { ...draft, calls }
        } catch (error) {
          if (!(error instanceof ModelError) || error.class === 'aborted') throw error
          failures.push({ provider, error })
        }
      }
      throw allFailed(failures)
    },
  }
}

/** The last error, with what became of each. */
const allFailed = (
  failures: readonly { readonly provider: Provider; readonly error: ModelError }[],
): Error => {
  const last = failures.at(-1)?.error
  if (!last) return new Error('No provider was asked.')
  const each = failures.map(
    ({ provider: { name, model }, error }) => `${name}:${model} (${error.class}): ${error.message}`,
  )
  return new ModelError(last.class, `No provider gave an answer. ${each.join(' ')}`, {
    cause: last,
    ...(last.hint !== undefined && { hint: last.hint }),
    ...(last.retryAfter !== undefined && { retryAfter: last.retryAfter }),
  })
}
