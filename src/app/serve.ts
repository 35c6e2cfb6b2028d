import { hostname } from 'node:os'
import { isGone } from '../adapters/state/processes.ts'
import { type GitDocError, isGitDocError } from '../errors/error.ts'
import type { AnswerPiece, Request, RequestStore, StoreChange, Waiting } from '../ports/requests.ts'

// Whoever serves the requests of a state folder needs its store.
export { requestStore } from '../adapters/state/request-store.ts'

/** Carries out a request; resolves to its exit code, or to undefined if it must stay in the inbox for the next owner. */
export type Execute = (
  request: Request,
  answer: (piece: AnswerPiece) => void,
  signal: AbortSignal,
) => Promise<number | undefined>

export interface ServeOptions {
  readonly store: RequestStore
  readonly execute: Execute
  /** How many requests of a lane may be carried out at a time. */
  atOnce(lane: string): number
  /** A request that this process left itself. */
  readonly own?: string | undefined
  /** Whether to carry out a request whose asker is still there to do it itself. */
  takes(lane: string): boolean
  /** Called for every other file that appears in the inbox; without a name if the system does not tell it. */
  onFile?(file: string | undefined): void
  onStep?: ((step: string) => void) | undefined
}

export interface Serving {
  /** Resolves as soon as no request waits or is carried out. */
  idle(): Promise<void>
  /** Begins no more requests, and resolves when those that have begun are over. */
  stop(): Promise<void>
}

interface Lane {
  /** In the order in which they came. */
  readonly waiting: Set<Waiting>
  atWork: number
}

/** Carries out the requests in the inbox, now and as they arrive. Only the owner of the log may call it. */
export const serveRequests = async (options: ServeOptions): Promise<Serving> => {
  const { store, atOnce, own, onFile } = options
  const lanes = new Map<string, Lane>()
  /** Requests that wait in a lane or are carried out. */
  const known = new Set<string>()
  const begun = new Map<string, { readonly abort: AbortController; readonly over: Promise<void> }>()
  let stopped = false

  const admit = (waiting: Waiting): void => {
    const { id, lane } = waiting
    if (stopped || known.has(id) || id === own) return
    known.add(id)
    const its = lanes.get(lane) ?? { waiting: new Set<Waiting>(), atWork: 0 }
    lanes.set(lane, its)
    its.waiting.add(waiting)
    goOn(its, lane)
  }

  const goOn = (lane: Lane, name: string): void => {
    while (!stopped && lane.atWork < atOnce(name)) {
      const [next] = lane.waiting
      if (!next) return
      lane.waiting.delete(next)
      lane.atWork += 1
      const abort = new AbortController()
      const over = carryOut(next, abort.signal, options)
        // Its asker finds a request without an answer, and says so.
        .catch(() => store.drop(next))
        .then(isOver => {
          begun.delete(next.id)
          if (isOver) known.delete(next.id)
          lane.atWork -= 1
          goOn(lane, name)
        })
      begun.set(next.id, { abort, over })
    }
  }

  const look = async (): Promise<void> => {
    for (const waiting of await store.waiting()) admit(waiting)
  }

  const hear = (change: StoreChange): void => {
    if (stopped) return
    if (change.type === 'cancel') {
      begun.get(change.id)?.abort.abort()
      void store.dropCancel(change.id)
    } else if (change.type === 'request') admit(change.waiting)
    else {
      if (change.name === undefined) void look()
      onFile?.(change.name)
    }
  }

  const over = () => Promise.all([...begun.values()].map(each => each.over))

  const watcher = await store.watch(hear)
  await look()
  return {
    async idle() {
      do {
        await look()
        await over()
      } while (begun.size > 0)
    },
    async stop() {
      stopped = true
      watcher.close()
      await over()
      await store.dropAbandoned()
    },
  }
}

/** Whether its asker was killed, so that nobody else will do it. */
const isOrphan = (request: Request | GitDocError): boolean =>
  !isGitDocError(request) && request.asker.host === hostname() && isGone(request.asker)

/** Resolves to whether nothing is left to do; an asker that is still there does the rest itself. */
const carryOut = async (
  waiting: Waiting,
  signal: AbortSignal,
  { store, execute, takes, onStep = () => {} }: ServeOptions,
): Promise<boolean> => {
  const request = await store.read(waiting).catch(error => {
    if (!isGitDocError(error)) throw error
    return error
  })
  // It was withdrawn, or carried out and heard of again.
  if (!request) return true
  if (!takes(waiting.lane) && !isOrphan(request)) return false
  onStep('request:taken')
  const answer = await store.openAnswer(waiting.id)
  let exit: number | undefined
  try {
    if (isGitDocError(request)) {
      answer.add({ stream: 'stderr', text: `git-doc: ${request.message}\n  ${request.hint}\n` })
      exit = 2
    } else exit = await execute(request, answer.add, signal)
    onStep('request:executed')
    if (exit !== undefined) answer.add({ exit })
  } finally {
    await answer.close()
  }
  onStep('request:answered')
  if (exit !== undefined) await store.drop(waiting)
  onStep('request:dropped')
  return true
}
