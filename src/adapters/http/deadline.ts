/** Milliseconds that a piece of work has, the signal that ends it before, and the errors that it ends with. */
export interface Deadline {
  readonly signal: AbortSignal
  readonly milliseconds: number
  aborted(): Error
  timedOut(): Error
}

const longestTimer = 2 ** 31 - 1

/**
 * Runs work until its time is up or the person's signal aborts, and then rejects at once with one of the two errors, whatever
 * the work does about its own signal. It keeps the process alive meanwhile. The work gets a signal of its
 * own, because many listeners on the person's signal would make Node warn of a leak.
 */
export const withDeadline = async <Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  { signal, milliseconds, aborted, timedOut }: Deadline,
): Promise<Result> => {
  if (signal.aborted) throw aborted()
  const controller = new AbortController()
  let onAbort = () => {}
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => {
    const endWith = (error: Error) => {
      // First the rejection, or work that ends by its signal could answer the race.
      reject(error)
      controller.abort()
    }
    onAbort = () => endWith(aborted())
    signal.addEventListener('abort', onAbort, { once: true })
    timer = setTimeout(() => endWith(timedOut()), Math.min(milliseconds, longestTimer))
  })
  try {
    return await Promise.race([end, work(controller.signal)])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
