import type { ModelCall } from '../../events/commit-parts.ts'
import type { Provider } from '../../ports/provider.ts'
import type { Policy } from './attempts.ts'
import { aborted } from './failures.ts'

export type { Policy }

/** Milliseconds: a provider that asks for a longer wait is not waited for. */
export const longestWait = 30_000

/** A provider that is asked again where that may help, waits as long as it is asked to, and lets go at once on abort. */
export const withPolicy = (provider: Provider, policy: Policy): Provider => ({
  name: provider.name,
  model: provider.model,
  free: provider.free,
  async draft(request, { signal, onCall }) {
    const calls: ModelCall[] = []
    const report = (call: ModelCall) => {
      calls.push(call)
      onCall?.(call)
    }
    // A file of our own with cockatiel in it: bundled, its CommonJS has no names when it is imported late by itself.
    const { onePolicy, retryPolicy } = await import('./attempts.ts')
    const retrying = retryPolicy({ ...policy, maxWait: policy.maxWait ?? longestWait })
    const once = onePolicy(provider, policy)
    const draft = await untilAborted(signal, provider.name, within =>
      retrying.execute(() => once(request, within, report), within),
    )
    return { ...draft, calls }
  },
})

/**
 * Waits for work until the signal aborts, whatever the work makes of that, and keeps the process alive meanwhile. The work
 * gets a signal of its own: many drafts at a time on the person's would make Node warn of a leak.
 */
const untilAborted = async <T>(
  signal: AbortSignal,
  name: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (signal.aborted) throw aborted(name)
  const alive = setInterval(() => {}, 2 ** 30)
  const own = new AbortController()
  let onAbort = () => {}
  const abort = new Promise<never>((_, reject) => {
    onAbort = () => {
      own.abort()
      reject(aborted(name))
    }
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work(own.signal), abort])
  } finally {
    clearInterval(alive)
    signal.removeEventListener('abort', onAbort)
  }
}
