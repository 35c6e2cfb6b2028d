import { ModelError } from '../../errors/models.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { Model } from '../../ports/model.ts'

/**
 * Models that stand in for each other, in order, under the name of the first; the completion names the one that
 * answered. An abort or an error that is no ModelError ends it at once, because no other model would change it.
 */
export const withFallbacks = (first: Model, ...others: readonly Model[]): Model => {
  const models = [first, ...others]
  if (others.length === 0) return first
  const overBudget = models.find(model => model.overBudget)?.overBudget
  return {
    name: first.name,
    model: first.model,
    ...(first.concurrency !== undefined && { concurrency: first.concurrency }),
    ...(first.estimate && { estimate: first.estimate }),
    ...(overBudget && { overBudget }),
    /** If all are unavailable, until the first of them is back. */
    async unavailable() {
      const away = await Promise.all(models.map(model => model.unavailable?.()))
      const [soonest, ...later] = away.filter(each => each !== undefined)
      if (!soonest || later.length + 1 < models.length) return undefined
      return {
        until: [soonest, ...later].map(({ until }) => until).sort()[0] ?? soonest.until,
        detail: [soonest, ...later].map(({ detail }) => detail).join(' '),
      }
    },
    async complete(request, { signal, onCall }) {
      const calls: ModelCall[] = []
      const failures: { model: Model; error: ModelError }[] = []
      for (const model of models) {
        try {
          const completion = await model.complete(request, {
            signal,
            onCall(call) {
              calls.push(call)
              onCall?.(call)
            },
          })
          return { ...completion, calls }
        } catch (error) {
          if (!(error instanceof ModelError) || error.class === 'aborted') throw error
          // Without the key of the first, nothing was tried: that is for a person to mend.
          if (error.scope === 'process' && failures.length === 0) throw error
          failures.push({ model, error })
        }
      }
      throw allFailed(failures)
    },
  }
}

/** The last error, with what happened to each. */
const allFailed = (
  failures: readonly { readonly model: Model; readonly error: ModelError }[],
): Error => {
  const last = failures.at(-1)?.error
  if (!last) return new Error('No model was asked.')
  const each = failures.map(
    ({ model: { name, model }, error }) => `${name}:${model} (${error.class}): ${error.message}`,
  )
  return new ModelError(last.class, `No provider gave an answer. ${each.join(' ')}`, {
    cause: last,
    ...(last.hint !== undefined && { hint: last.hint }),
    ...(last.retryAfter !== undefined && { retryAfter: last.retryAfter }),
  })
}
