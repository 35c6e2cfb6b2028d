import pLimit from 'p-limit'
import type { Model } from '../../ports/model.ts'
import { aborted } from './failures.ts'

/** A model that takes this many requests at a time; later ones wait until one ends. */
export const withLimit = (model: Model, concurrency: number): Model => {
  const inTurn = pLimit(concurrency)
  return {
    ...model,
    concurrency,
    complete: (request, options) =>
      inTurn(() => {
        if (options.signal.aborted) throw aborted(model.name)
        return model.complete(request, options)
      }),
  }
}
