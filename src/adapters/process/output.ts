import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ProcessEvidence, ProcessRequest } from '../../ports/processes.ts'

/** Bytes of the tail in the evidence, and how much more is kept so that a secret at its beginning is seen whole. */
const tailSize = 65_536
const margin = 16_384

/** Takes in what a child prints, in a fixed amount of memory. */
export interface OutputSink {
  readonly bytes: number
  take(chunk: Buffer): void
  /** Resolves when there is room for more. */
  readonly room: Promise<void> | undefined
  end(): Promise<ProcessEvidence['output']>
  /** Leaves no file. */
  discard(): Promise<void>
}

type Options = Pick<ProcessRequest, 'outputFolder' | 'withoutSecrets'>

export const outputSink = async ({
  outputFolder,
  withoutSecrets = text => text,
}: Options): Promise<OutputSink> => {
  const hash = createHash('sha256')
  const last = lastBytes(tailSize + margin)
  const file = outputFolder === undefined ? undefined : await outputFile(outputFolder)
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    take(chunk) {
      bytes += chunk.length
      hash.update(chunk)
      last.take(chunk)
      file?.take(chunk)
    },
    get room() {
      return file?.room
    },
    async end() {
      const sha256 = hash.digest('hex')
      const kept = last.read()
      const clean = Buffer.from(withoutSecrets(kept.toString()))
      const tail = fromCharacter(clean.subarray(Math.max(0, clean.length - tailSize))).toString()
      return { tail, bytes, sha256, ...(await file?.end(sha256)) }
    },
    discard: async () => await file?.discard(),
  }
}

/** The bytes from the beginning of a character on: UTF-8 may have been cut in the middle of one. */
const fromCharacter = (bytes: Buffer): Buffer => {
  let start = 0
  while (start < Math.min(3, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1
  return bytes.subarray(start)
}

const lastBytes = (size: number) => {
  let kept: Buffer[] = []
  let length = 0
  const read = (): Buffer => {
    const all = Buffer.concat(kept)
    return fromCharacter(all.subarray(Math.max(0, all.length - size)))
  }
  return {
    take(chunk: Buffer) {
      kept.push(chunk)
      length += chunk.length
      // Now and then, so that many small chunks cost no more than few large ones.
      if (length < 4 * size && kept.length < 4096) return
      kept = [Buffer.from(read())]
      length = kept[0]?.length ?? 0
    },
    read,
  }
}

/** A file for the whole output. What goes wrong with it is said at the end and stops nothing. */
const outputFile = async (folder: string) => {
  const temporary = join(folder, `output.${process.pid}.${randomUUID().slice(0, 8)}.tmp`)
  let fault: string | undefined
  let room: Promise<void> | undefined
  const fail = (error: NodeJS.ErrnoException) => {
    fault ??= error.code ?? error.message
  }
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(fail)
  const stream: WriteStream = createWriteStream(temporary, { flags: 'wx', mode: 0o600 })
  stream.on('error', fail)
  const discard = async (): Promise<void> => {
    stream.destroy()
    await rm(temporary, { force: true }).catch(() => {})
  }
  return {
    discard,
    take(chunk: Buffer) {
      if (fault !== undefined || stream.write(chunk)) return
      room ??= new Promise<void>(resolve => {
        const done = () => {
          room = undefined
          resolve()
        }
        stream.once('drain', done).once('close', done)
      })
    },
    get room() {
      return room
    },
    async end(sha256: string): Promise<{ file?: string; fileError?: string }> {
      const path = join(folder, sha256)
      try {
        stream.end()
        await finished(stream)
        await rename(temporary, path)
        return { file: path }
      } catch (error) {
        fail(error as NodeJS.ErrnoException)
        await discard()
        return { fileError: fault ?? '' }
      }
    },
  }
}

/**
 * How often to look at pipes that are still open after their process ended, how many looks in a row may see nothing, and
 * how many there may be. They are counted, because a busy process reads late.
 */
const patience = { glance: 20, silent: 5, open: 100 }

/** Feeds a sink from a child's pipes. `end` waits for what is still in them, but not for a grandchild that keeps them open. */
export const readPipes = (
  pipes: Readonly<Record<'stdout' | 'stderr', Readable>>,
  sink: OutputSink,
  onChunk: (chunk: Buffer, stream: 'stdout' | 'stderr') => void,
) => {
  const streams = Object.values(pipes)
  let isSilent = true
  for (const name of ['stdout', 'stderr'] as const)
    pipes[name]
      .on('data', (chunk: Buffer) => {
        isSilent = false
        sink.take(chunk)
        onChunk(chunk, name)
        const { room } = sink
        if (!room) return
        for (const stream of streams) stream.pause()
        room.then(() => {
          for (const stream of streams) stream.resume()
        })
      })
      .on('error', () => {})
  const closed = Promise.all(
    streams.map(stream => finished(stream, { writable: false }).catch(() => {})),
  )
  return {
    /** Takes in nothing more; a child that goes on printing finds that nobody reads. */
    stop() {
      for (const stream of streams) stream.destroy()
    },
    async end(): Promise<void> {
      let silent = 0
      let looks = 0
      const watch = setInterval(() => {
        looks += 1
        // While the disk is slow, it is we who do not read.
        silent = isSilent && !sink.room ? silent + 1 : 0
        isSilent = true
        if (silent >= patience.silent || looks >= patience.open)
          for (const stream of streams) stream.destroy()
      }, patience.glance)
      await closed
      clearInterval(watch)
    },
  }
}
