import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { startOf } from '../adapters/state/processes.ts'
import { requestStore } from '../adapters/state/request-store.ts'
import { newRequestId } from '../adapters/state/requests.ts'
import { holderOf } from '../adapters/state/run-lock.ts'
import { requestLost } from '../errors/requests.ts'
import type { AnswerPiece, Request, RequestStore } from '../ports/requests.ts'
import { locateState, now, type Place } from './place.ts'
import { packageVersion } from './version.ts'

/** A request as its asker gives it; the rest is known of this process. */
export type Asked = Omit<Request, 'id' | 'asker' | 'version'>

/** A request that was left for the process that owns the log. */
export interface Asking {
  readonly id: string
  /**
   * What the owner printed since the last call. Throws REQUEST_LOST if the request is gone and has no answer. Resolves at
   * once if there is something new, and otherwise after a short while.
   */
  next(): Promise<AnswerPart>
  /** Takes the request back, and asks the owner to end it if it has begun. */
  withdraw(): Promise<void>
  /** The request was carried out: removes it and its answer. */
  end(): Promise<void>
}

export interface AnswerPart {
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  /** The exit code, with which the answer ends. */
  readonly exit: number | undefined
  /** Another owner begins the answer anew, because the one before was killed. */
  readonly again: boolean
  /** Nobody owns the log, so the asker may carry out the request itself. */
  readonly free: boolean
}

/** Who owns the log of a place: nobody, or a process that carries out requests or does not. */
export const openAsking = async (place: Place) => {
  const { folder } = await locateState(place)
  const holder = () => holderOf(folder)
  return {
    holder,
    async ask(asked: Asked): Promise<Asking> {
      const { pid } = process
      const request: Request = {
        ...asked,
        id: newRequestId(now()),
        asker: { pid, host: hostname(), startedAt: startOf(pid) },
        version: packageVersion(),
      }
      return askWith(requestStore(folder), request, holder)
    },
  }
}

/** In milliseconds: how long to wait before looking again, growing from the first to the second. */
const patience = { first: 5, last: 100 }

/** Leaves a request and follows its answer. `holder` says who owns the log, if anybody does; `rest` waits for milliseconds. */
export const askWith = async (
  store: RequestStore,
  request: Request,
  holder: () => Promise<unknown>,
  rest: (milliseconds: number) => Promise<unknown> = pause,
): Promise<Asking> => {
  const { id } = request
  await store.leave(request)
  const answer = store.readAnswer(id)
  let wait = patience.first
  return {
    id,
    async next() {
      // The order matters: an owner answers before it takes the request out of the inbox and before it leaves.
      const free = (await holder()) === undefined
      const waits = (await store.waiting()).some(waiting => waiting.id === id)
      const { pieces, again } = await answer.read()
      const exit = pieces.map(piece => ('exit' in piece ? piece.exit : undefined)).at(-1)
      if (!waits && exit === undefined) throw requestLost(id)
      const isNew = pieces.length > 0 || again
      wait = isNew ? patience.first : Math.min(wait * 1.5, patience.last)
      if (!isNew && !free) await rest(wait)
      return { ...texts(pieces), exit, again, free: free && exit === undefined }
    },
    async withdraw() {
      await store.drop(request)
      await store.cancel(id)
      await answer.close()
    },
    async end() {
      await store.drop(request)
      await answer.close()
      await store.dropAnswer(id)
    },
  }
}

const texts = (pieces: readonly AnswerPiece[]) => {
  const of = (stream: 'stdout' | 'stderr') =>
    pieces.flatMap(piece => ('text' in piece && piece.stream === stream ? [piece.text] : []))
  return { stdout: of('stdout'), stderr: of('stderr') }
}
