import { Socket } from 'node:net'
import { GitDocError } from '../../../errors/error.ts'
import type { JobCallName, JobCalls } from '../../../ports/job-calls.ts'
import {
  type FromJob,
  linesOf,
  type Outcome,
  type Start,
  type ToJob,
  type ToldError,
} from '../protocol.ts'

/** The job's end of the channel to git-doc. */
export interface Connection {
  /** Resolves with the first message. */
  readonly start: Promise<Start>
  ask<Name extends JobCallName>(
    name: Name,
    args: JobCalls[Name]['argument'],
  ): Promise<JobCalls[Name]['answer']>
  /** Says how the job went, and ends this process. Only the first outcome counts. */
  end(outcome: Outcome): void
}

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void }

/** `descriptor` is an open socket. If git-doc is gone, so is this process. */
export const openConnection = (descriptor: number): Connection => {
  const socket = new Socket({ fd: descriptor, readable: true, writable: true })
  // A job may replace the global one.
  const own = process
  const { exit } = own
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let isOver = false
  let begin = (_: Start) => {}
  const start = new Promise<Start>(resolve => {
    begin = resolve
  })

  const send = (message: FromJob, then?: () => void) =>
    socket.write(`${JSON.stringify(message)}\n`, then)
  const hear = (message: ToJob) => {
    if ('start' in message) {
      // From now on only what the job waits for keeps this process alive.
      socket.unref()
      begin(message.start)
      return
    }
    const waits = waiting.get(message.answer)
    waiting.delete(message.answer)
    if (waiting.size === 0) socket.unref()
    const { error, value } = message
    if (!error) waits?.resolve(value)
    else waits?.reject(errorOf(error))
  }
  const listen = async () => {
    for await (const line of linesOf(socket, Number.POSITIVE_INFINITY)) hear(JSON.parse(line))
  }
  listen()
    .catch(() => {})
    .finally(() => isOver || exit(1))

  return {
    start,
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        asked += 1
        waiting.set(asked, { resolve: resolve as Waiting['resolve'], reject })
        socket.ref()
        send({ ask: asked, name, args: args ?? {} })
      }),
    end(outcome) {
      if (isOver) return
      isOver = true
      socket.ref()
      send({ outcome }, async () => {
        await Promise.all([flushed(own.stdout), flushed(own.stderr)])
        exit(0)
      })
    },
  }
}

/** What was printed is still on its way when a process exits by itself. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => {
    stream.on('error', () => resolve())
    stream.write('', () => resolve())
  })

const errorOf = ({ code, message, hint }: ToldError): Error =>
  code === undefined ? new Error(message) : new GitDocError(code, message, hint ? { hint } : {})
