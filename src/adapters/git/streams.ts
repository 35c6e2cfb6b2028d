import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gitFailed, gitMissing, interrupted, isSystemLimit, systemLimit } from '../../errors.ts'
import type { Collected, Collector } from './answers.ts'
import { apart, gitEnvironment } from './command.ts'

/** How the command is started, and how its answers are told apart. */
export interface StreamOptions {
  readonly cwd: string
  readonly config?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Tells where an answer ends; each request gets a collector of its own. */
  collector(): Collector
}

/** A Git command that is kept open and answers requests in their order. */
export interface Stream {
  /** If Git ends before it has answered, GIT_FAILED; the requests behind go to a new child. */
  ask(request: string): Promise<Buffer>
  /** Resolves once no child is left. Answers still awaited are given up as INTERRUPTED. */
  close(): Promise<void>
}

/** Git's memory grows with what it has read, so a child is replaced now and then. */
const requestsPerChild = 5_000

/** Git is started by the first request. */
export const openStream = (command: readonly string[], options: StreamOptions): Stream => {
  const ends = new Map<Child, Promise<void>>()
  let current: Child | undefined
  let closed = false

  const start = (): Child => {
    const child = startChild(command, options)
    const end = child.ended.then(({ error, unanswered: [first, ...others] }) => {
      ends.delete(child)
      if (current === child) current = undefined
      first?.reject(closed ? interrupted() : error)
      for (const request of others) send(request)
    })
    ends.set(child, end)
    return child
  }

  const send = (request: Request) => {
    if (closed) return request.reject(interrupted())
    if (current && current.requests() >= requestsPerChild) {
      current.finish()
      current = undefined
    }
    current ??= start()
    current.send(request)
  }

  return {
    ask: text =>
      new Promise((resolve, reject) =>
        send({ text, collect: options.collector(), resolve, reject }),
      ),
    async close() {
      closed = true
      for (const child of ends.keys()) child.stop()
      await Promise.all(ends.values())
    },
  }
}

/** A command with settings that hold whatever the person's configuration says. */
export const configured = (
  config: Readonly<Record<string, string>>,
  command: readonly string[],
): string[] => [
  ...Object.entries(config).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ...command,
]

interface Request {
  readonly text: string
  readonly collect: Collector
  resolve(answer: Buffer): void
  reject(error: unknown): void
}

interface Child {
  send(request: Request): void
  /** How many it was sent. */
  requests(): number
  /** Lets it answer what it was sent and end. */
  finish(): void
  /** Ends it at once. */
  stop(): void
  readonly ended: Promise<{ readonly error: unknown; readonly unanswered: readonly Request[] }>
}

const startChild = (
  command: readonly string[],
  { cwd, config = {}, env }: StreamOptions,
): Child => {
  const child = spawn('git', configured(config, command), {
    cwd,
    env: gitEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    detached: apart,
  })
  // As much of the command as a person needs to recognise it.
  const named = command.slice(0, 2)
  const waiting: Request[] = []
  let requests = 0
  let complaint = ''
  let failure: unknown

  // Without a file to spare it has no pipes either.
  if (!(child as Partial<typeof child>).stdout) return withoutPipes(child, waiting)

  child.stdout.on('data', (chunk: Buffer) => {
    let rest: Buffer | undefined = chunk
    while (rest?.length) {
      const collected: Collected | undefined = waiting[0]?.collect(rest)
      rest = collected?.rest
      if (collected) waiting.shift()?.resolve(collected.answer)
    }
  })
  child.stderr.on('data', chunk => {
    complaint = `${complaint}${chunk}`.slice(-4_000)
  })
  // A child that has ended is told of by its exit, not by EPIPE.
  child.stdin.on('error', () => {})
  child.on('error', (error: NodeJS.ErrnoException) => {
    // Node says the same of a missing git and of a missing folder.
    const isMissing = error.code === 'ENOENT' && existsSync(cwd)
    failure = isMissing ? gitMissing(error) : gitFailed(named, error.message, error)
  })

  return {
    send(request) {
      requests += 1
      waiting.push(request)
      // What is asked for in one go is written in one: each write may wake Git up at once, and cost us our turn.
      if (child.stdin.writableCorked === 0) {
        child.stdin.cork()
        process.nextTick(() => child.stdin.uncork())
      }
      child.stdin.write(`${request.text}\n`)
    },
    requests: () => requests,
    finish: () => child.stdin.end(),
    stop() {
      child.stdin.end()
      if (waiting.length > 0) child.kill()
    },
    ended: new Promise(resolve =>
      child.on('close', (code, signal) => {
        const reason = complaint.trim() || `it ended with ${signal ?? `exit code ${code}`}`
        const error = failure ?? gitFailed(named, reason)
        resolve({ error, unanswered: waiting })
      }),
    ),
  }
}

/** A child that never was: whatever it is asked, it has ended with its error. */
const withoutPipes = (child: ChildProcess, waiting: Request[]): Child => ({
  send: request => waiting.push(request),
  requests: () => waiting.length,
  finish() {},
  stop() {},
  ended: new Promise(resolve =>
    child.on('error', error =>
      resolve({ error: isSystemLimit(error) ? systemLimit(error) : error, unanswered: waiting }),
    ),
  ),
})
