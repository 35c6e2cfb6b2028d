import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stateUnwritable } from '../../errors.ts'
import { makeFolder, writeStateFile } from './files.ts'

const fileOf = (folder: string): string => join(folder, 'status.json')

/** Makes a report public: whoever reads it sees this one or the one before, whole. */
export const publishStatus = async (folder: string, report: unknown): Promise<void> => {
  await makeFolder(folder)
  await writeStateFile(fileOf(folder), `${JSON.stringify(report)}\n`)
}

/** The report published last, as it was given; undefined if there is none that can be read: the log knows it all. */
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

/** Of the time that passes, at most one part in this many is spent on reports. */
const share = 10

export interface StatusPublisher {
  /** Something changed: a report is published soon, but not more than one a second. */
  changed(): void
  /** Publishes what is so now; whoever calls hears of a failure here. */
  flush(): Promise<void>
}

/**
 * Publishes reports while a run is active, at most one a second, and fewer when making one takes long. A report that
 * cannot be made or written stops nobody's work: the next one is tried, and the last one is flush's to answer for.
 */
export const statusPublisher = (options: {
  readonly folder: string
  readonly now: () => Date
  report(): Promise<unknown>
}): StatusPublisher => {
  const { folder, now, report } = options
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  let next = Number.NEGATIVE_INFINITY

  const publish = async (): Promise<void> => {
    const began = now().getTime()
    next = began + shortest
    await publishStatus(folder, await report())
    next = began + Math.max(shortest, share * (now().getTime() - began))
  }
  /** One at a time, so that an older report never replaces a newer one. */
  const queued = (): Promise<void> => {
    current = current.catch(() => {}).then(publish)
    return current
  }

  return {
    changed() {
      if (timer) return
      const wait = Math.min(Math.max(0, next - now().getTime()), share * shortest)
      timer = setTimeout(() => {
        timer = undefined
        queued().catch(() => {})
      }, wait).unref()
    },
    async flush() {
      clearTimeout(timer)
      timer = undefined
      await queued()
    },
  }
}
