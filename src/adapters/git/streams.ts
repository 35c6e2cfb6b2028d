import { interrupted } from '../../errors/error.ts'
import type { Collected, Collector } from './answers.ts'
import { withConfig } from './command.ts'
import { type GitChildOptions, spawnGit } from './spawn-git.ts'

/** How the command is started, and where each answer ends. */
export interface StreamOptions extends Pick<GitChildOptions, 'cwd' | 'env'> {
  readonly config?: Readonly<Record<string, string>>
  /** Finds where an answer ends; each request gets a collector of its own. */
  collector(): Collector
}

/** A Git command that is kept open and answers requests in their order. */
export interface Stream {
  /** GIT_FAILED if Git ends before it has answered; later requests go to a new child. */
  ask(request: string): Promise<Buffer>
  /** Resolves once no child is left. Requests still open are rejected with INTERRUPTED. */
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
    const end = child.ended.then(error => {
      const [first, ...others] = child.unanswered
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

interface Request {
  readonly text: string
  readonly collect: Collector
  resolve(answer: Buffer): void
  reject(error: unknown): void
}

interface Child {
  send(request: Request): void
  /** How many requests it was sent. */
  requests(): number
  /** Lets it answer what it was sent, and end. */
  finish(): void
  /** Ends it at once. */
  stop(): void
  readonly unanswered: readonly Request[]
  /** Resolves with the error of the requests that it left open. */
  readonly ended: Promise<Error>
}

const startChild = (
  command: readonly string[],
  { cwd, config = {}, env }: StreamOptions,
): Child => {
  const waiting: Request[] = []
  let requests = 0
  const child = spawnGit(withConfig(config, command), {
    cwd,
    env,
    onOutput(chunk) {
      let rest: Buffer | undefined = chunk
      while (rest?.length) {
        const collected: Collected | undefined = waiting[0]?.collect(rest)
        rest = collected?.rest
        if (collected) waiting.shift()?.resolve(collected.answer)
      }
      if (waiting.length === 0) child.hold(false)
    },
  })
  return {
    send(request) {
      requests += 1
      waiting.push(request)
      child.hold(true)
      child.write(`${request.text}\n`)
    },
    requests: () => requests,
    finish: () => child.end(),
    stop() {
      child.hold(true)
      child.end()
      if (waiting.length > 0) child.kill()
    },
    unanswered: waiting,
    ended: child.ended.then(({ error }) => error),
  }
}
