import type { HttpClient } from 'isomorphic-git'
import { transport } from '../../http/transport.ts'

/** How large an answer may be, in bytes: a million refs have fewer. */
const largest = 128 * 1024 * 1024

/** How isomorphic-git speaks HTTP: through the proxies that people have, and until the signal aborts. */
export const gitTransport = (signal?: AbortSignal): HttpClient => ({
  async request({ url, method = 'GET', headers = {}, body }) {
    const response = await transport(url, {
      method,
      headers,
      ...(body && { body: await together(body) }),
      ...(signal && { signal }),
      // A repository that was renamed answers from its new place.
      redirect: 'follow',
    })
    return {
      url: response.url,
      method,
      statusCode: response.status,
      statusMessage: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: pieces(response, signal),
    }
  },
})

const together = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* pieces(response: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  const cancel = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (let size = 0; ; ) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > largest) throw new Error('the answer is too large')
      yield value
    }
    signal?.throwIfAborted()
  } finally {
    cancel()
    signal?.removeEventListener('abort', cancel)
  }
}
