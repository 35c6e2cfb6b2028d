import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { stateUnwritable } from '../../errors/log.ts'
import { makeFolder, writeStateFile } from './files.ts'
import { publishView } from './views.ts'

const fileOf = (folder: string): string => join(folder, 'status.json')

/** Publishes a report. A reader sees either the whole new one or the whole previous one. */
export const publishStatus = async (folder: string, report: unknown): Promise<void> => {
  await makeFolder(folder)
  await writeStateFile(fileOf(folder), `${JSON.stringify(report)}\n`)
}

/** The last published report; undefined if it is unreadable, and then the log is used. */
export const readStatus = async (folder: string): Promise<unknown> => {
  const path = fileOf(folder)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw stateUnwritable(path, error)
  })
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const shortest = 1_000

/** Reports may use at most one part in this many of the elapsed time. */
const share = 10

export interface StatusPublisher {
  /** Call this after a change. It publishes a report soon, at most once a second. */
  changed(): void
  /** Publishes the current state; rejects if that fails. */
  flush(): Promise<void>
}

/**
 * Publishes reports while a run is active, at most one a second and fewer if making one takes long. A report that
 * cannot be made or written does not stop the work: the next one is tried, and `flush` rejects if the last one fails.
 */
export const statusPublisher = (options: {
  readonly folder: string
  readonly now: () => Date
  report(): Promise<unknown>
  /** What kinds of run publish beside it, by their names. */
  views?(): AsyncIterable<readonly [kind: string, view: unknown]>
}): StatusPublisher => {
  const { folder, now, report, views = async function* () {} } = options
  let timer: NodeJS.Timeout | undefined
  let next = Number.NEGATIVE_INFINITY

  const publish = async (): Promise<void> => {
    const began = now().getTime()
    next = began + shortest
    await publishStatus(folder, await report())
    for await (const [kind, view] of views()) await publishView(folder, kind, view)
    next = began + Math.max(shortest, share * (now().getTime() - began))
  }
  /** One at a time, so that an older report never replaces a newer one; and at most one waits, however long each takes. */
  const oneAtATime = pLimit(1)

  return {
    changed() {
      if (timer || oneAtATime.pendingCount > 0) return
      const wait = Math.min(Math.max(0, next - now().getTime()), share * shortest)
      timer = setTimeout(() => {
        timer = undefined
        oneAtATime(publish).catch(() => {})
      }, wait).unref()
    },
    async flush() {
      clearTimeout(timer)
      timer = undefined
      await oneAtATime(publish)
    },
  }
}
