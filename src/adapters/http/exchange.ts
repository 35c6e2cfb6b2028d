import type { HttpOutcome } from './answer.ts'

/** How large a body may be, in bytes, and the error if it is larger. */
export interface BodyLimit {
  readonly bytes: number
  tooLarge(): Error
}

/** One request and its whole response. It follows no redirect, because a key or a signature must go nowhere else. */
export const exchange = async (
  url: string | URL,
  init: RequestInit,
  limit: BodyLimit,
): Promise<HttpOutcome> => {
  try {
    // Bundled, undici has its names only in a file that imports it at once.
    const { transport } = await import('./transport.ts')
    const response = await transport(String(url), { ...init, redirect: 'error' })
    const body = await bodyOf(response, init.signal ?? undefined, limit)
    return { answer: { status: response.status, headers: response.headers, body } }
  } catch (error) {
    return { error }
  }
}

/**
 * A body as text, given up as soon as it is larger than any answer can be. The reader is cancelled on abort by our own
 * hand: after a garbage collection between headers and abort, fetch no longer hears its signal.
 */
const bodyOf = async (
  response: Response,
  signal: AbortSignal | undefined,
  limit: BodyLimit,
): Promise<string> => {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const chunks: Uint8Array[] = []
    let size = 0
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > limit.bytes) throw limit.tooLarge()
      chunks.push(value)
    }
    signal?.throwIfAborted()
    return Buffer.concat(chunks).toString()
  } catch (error) {
    cancel()
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
