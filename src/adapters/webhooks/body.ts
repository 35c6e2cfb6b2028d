import type { IncomingMessage } from 'node:http'

/** How large one body, and all bodies that are being read together, may be, in bytes. GitHub sends no more than 25 MB. */
export const largest = 25 * 1024 * 1024
const together = 128 * 1024 * 1024

/** Reads bodies, of which only so much is in memory at a time. */
export const openBodies = () => {
  let held = 0
  return {
    /** The bytes as they came; a status if there are too many of them, or if the client went away. */
    async read(request: IncomingMessage): Promise<Body | { readonly refused: 413 | 503 | 400 }> {
      if (Number(request.headers['content-length'] ?? 0) > largest) return { refused: 413 }
      const chunks: Buffer[] = []
      let size = 0
      const free = () => {
        held -= size
        size = 0
      }
      try {
        for await (const chunk of request.iterator({ destroyOnReturn: false })) {
          size += chunk.length
          held += chunk.length
          if (size > largest) return give(413, free)
          if (held > together) return give(503, free)
          chunks.push(chunk)
        }
      } catch {
        return give(400, free)
      }
      return { bytes: Buffer.concat(chunks), free }
    },
  }
}

/** `free` must be called when the bytes are not needed any more. */
export interface Body {
  readonly bytes: Buffer
  free(): void
}

const give = <Status extends number>(refused: Status, free: () => void) => {
  free()
  return { refused }
}
