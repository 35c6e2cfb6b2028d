import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { ProcessRequest } from '../../ports/processes.ts'

/** How often to look at a channel that is still open after its process ended, and how many looks in a row may see nothing. */
const patience = { glance: 20, silent: 5 }

/** Lets a request talk with its child. `end` waits for what is still on its way, but not for a grandchild that keeps the channel open. */
export const openChannel = (
  child: ChildProcess,
  talk: ProcessRequest['talk'],
): { end(): Promise<void> } => {
  const stream = child.stdio[3] as Socket | null | undefined
  if (!talk || !stream) return { end: async () => {} }
  // A child that is gone is reported by how it ended.
  stream.on('error', () => {})
  let fault: unknown
  const talking = talk({
    [Symbol.asyncIterator]: () => chunks(stream),
    send: text =>
      new Promise(resolve => {
        if (stream.writable) stream.write(text, () => resolve())
        else resolve()
      }),
  }).catch(error => {
    fault = error
    // The process learns that nobody talks with it.
    child.stdin?.destroy()
    stream.destroy()
  })
  return {
    async end() {
      child.stdin?.destroy()
      const stop = whenSilent(stream)
      await talking
      stop()
      stream.destroy()
      if (fault !== undefined) throw fault
    },
  }
}

const chunks = async function* (stream: Socket): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch {
    // It was destroyed, or the other side is gone.
  }
}

const whenSilent = (stream: Socket): (() => void) => {
  let before = -1
  let silent = 0
  const watch = setInterval(() => {
    silent = stream.bytesRead === before ? silent + 1 : 0
    before = stream.bytesRead
    if (silent >= patience.silent) stream.destroy()
  }, patience.glance)
  return () => clearInterval(watch)
}
