import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { environment, type OwnedLog } from '../app/place.ts'
import type { Execute } from '../app/serve.ts'
import type { AnswerPiece, RequestStream } from '../ports/requests.ts'
import type { Terminal } from './terminal.ts'

/**
 * Carries out requests as their askers would: the same command with the same words, in their folder, on the log that this
 * process owns. `stop` ends this process's own work; a request that it cuts off stays in the inbox.
 */
export const carryOut =
  (owned: OwnedLog, { main, io }: Terminal, stop: AbortSignal): Execute =>
  async (request, answer, cancelled) => {
    const signals = new EventEmitter()
    const ends = AbortSignal.any([stop, cancelled])
    ends.addEventListener('abort', () => signals.emit('SIGINT'), { once: true })
    const exit = await main(request.argv, {
      cwd: request.cwd,
      env: { ...environment(), ...request.env },
      stdin: Readable.from([]),
      stdout: streamTo('stdout', request.stdout, answer),
      stderr: streamTo('stderr', request.stderr, answer),
      signals,
      program: io.program,
      owned,
      request: request.id,
    })
    return stop.aborted ? undefined : exit
  }

const streamTo = (
  stream: 'stdout' | 'stderr',
  { isTTY, columns }: RequestStream,
  answer: (piece: AnswerPiece) => void,
) => {
  const written = new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _, done) {
      answer({ stream, text: text.toString() })
      done()
    },
  })
  return Object.assign(written, { isTTY, ...(columns !== undefined && { columns }) })
}
