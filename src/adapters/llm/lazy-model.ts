import { ModelError } from '../../errors/models.ts'
import type { Model } from '../../ports/model.ts'

/**
 * A model that is made when it is first asked. If its key comes from a command, a key that is no longer accepted is
 * fetched anew, once: tokens of clouds live for an hour.
 */
export const lazyModel = (
  { name, model, refreshes }: Pick<Model, 'name' | 'model'> & { readonly refreshes: boolean },
  make: () => Promise<Model>,
): Model => {
  let made: Promise<Model> | undefined
  const current = (): Promise<Model> => {
    made ??= make().catch(error => {
      made = undefined
      throw error
    })
    return made
  }
  return {
    name,
    model,
    async complete(request, options) {
      const before = made
      const first = await current()
      try {
        return await first.complete(request, options)
      } catch (error) {
        const isOld = refreshes && before !== undefined
        if (!isOld || !(error instanceof ModelError) || error.class !== 'auth') throw error
        made = undefined
        return (await current()).complete(request, options)
      }
    },
  }
}
