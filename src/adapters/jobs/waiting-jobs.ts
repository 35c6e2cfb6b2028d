import { type Launched, launch, type Shape, type World } from './launch.ts'

/** How many processes wait for a job at most; each takes some 40 MB. */
const most = 4

/** Processes that wait for their job: one for each shape that jobs had lately. Each runs one job. */
export interface WaitingJobs {
  /** One of this shape, if one waits. Another is started for the next job either way. */
  take(shape: Shape): Launched | undefined
  end(): Promise<void>
}

export const openWaitingJobs = (world: World): WaitingJobs => {
  const waiting = new Map<string, Launched>()
  const ending = new Set<Promise<void>>()
  const end = (launched: Launched) => {
    const done = launched.end().finally(() => ending.delete(done))
    ending.add(done)
  }
  let isClosed = false
  return {
    take(shape) {
      // What such a job starts is found after a crash by the name of its run, which is not known yet.
      if (shape.permissions.run || isClosed) return undefined
      const key = JSON.stringify(shape)
      const found = waiting.get(key)
      waiting.delete(key)
      waiting.set(key, launch(world, shape))
      for (const [oldest, launched] of waiting) {
        if (waiting.size <= most) break
        waiting.delete(oldest)
        end(launched)
      }
      return found?.isOver ? undefined : found
    },
    async end() {
      isClosed = true
      for (const launched of waiting.values()) end(launched)
      waiting.clear()
      await Promise.all(ending)
    },
  }
}
