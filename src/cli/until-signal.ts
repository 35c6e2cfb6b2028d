import type { Io } from './io.ts'

/** Does something that Ctrl+C, or a request to end, interrupts. */
export const untilSignal = async <Result>(
  { signals }: Pick<Io, 'signals'>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const stop = new AbortController()
  const end = () => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) signals.once(signal, end)
  try {
    return await work(stop.signal)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) signals.off(signal, end)
  }
}
