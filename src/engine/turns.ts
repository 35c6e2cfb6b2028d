import { interrupted } from '../errors/error.ts'

/** Ends a turn; calling it again does nothing. */
export type EndTurn = () => void

/** Lets pieces of work with the same name take turns, in the order in which they asked; others go on side by side. */
export interface Turns {
  /** Resolves when it is this work's turn. Throws INTERRUPTED if the signal aborts before. */
  take(name: string, signal?: AbortSignal): Promise<EndTurn>
  /** Whether somebody waits for a turn of this name. */
  isAwaited(name: string): boolean
}

export const openTurns = (): Turns => {
  const last = new Map<string, Promise<void>>()
  const waiting = new Map<string, number>()
  const count = (name: string, change: number): void => {
    waiting.set(name, (waiting.get(name) ?? 0) + change)
  }
  return {
    async take(name, signal) {
      const before = last.get(name)
      const { promise: ended, resolve: end } = withResolvers()
      // Whoever gives up while it waits still lets the next one wait for the one before.
      const all = before ? before.then(() => ended) : ended
      last.set(name, all)
      all.then(() => {
        if (last.get(name) === all) last.delete(name)
      })
      count(name, 1)
      try {
        await (signal ? unlessAborted(before, signal) : before)
      } catch (error) {
        end()
        throw error
      } finally {
        count(name, -1)
      }
      return end
    },
    isAwaited: name => (waiting.get(name) ?? 0) > 0,
  }
}

/** Waits for a turn and ends it, however the work ends. */
export const inTurn = async <Result>(
  turns: Turns,
  name: string,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> => {
  const end = await turns.take(name, signal)
  try {
    return await work()
  } finally {
    end()
  }
}

const withResolvers = () => {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

const unlessAborted = async (before: Promise<void> | undefined, signal: AbortSignal) => {
  if (signal.aborted) throw interrupted()
  if (!before) return
  const { promise: aborted, resolve } = withResolvers()
  signal.addEventListener('abort', resolve, { once: true })
  await Promise.race([before, aborted])
  signal.removeEventListener('abort', resolve)
  if (signal.aborted) throw interrupted()
}
