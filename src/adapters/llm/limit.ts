import type { Provider } from '../../ports/provider.ts'
import { aborted } from './failures.ts'

/** A provider that makes so many drafts at a time; whoever comes later waits for one to end. */
export const withLimit = (provider: Provider, limit: number): Provider => {
  let slots: Promise<{ execute<Draft>(draft: () => Promise<Draft>): Promise<Draft> }> | undefined
  return {
    ...provider,
    concurrency: limit,
    async draft(request, options) {
      slots ??= import('./attempts.ts').then(({ slotsFor }) => slotsFor(limit))
      return (await slots).execute(() => {
        if (options.signal.aborted) throw aborted(provider.name)
        return provider.draft(request, options)
      })
    },
  }
}
