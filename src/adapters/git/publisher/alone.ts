import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'
import { isGitDocError } from '../../../errors/error.ts'
import { makeFolder } from '../../state/files.ts'
import { acquireLock, type HeldLock, readLock } from '../../state/process-lock.ts'
import { workFolder } from './scratch.ts'

const lockOf = (gitDirectory: string): string => join(workFolder(gitDirectory), 'publish.lock')

/** How often to ask for the lock, and how many milliseconds apart. */
const patience = { publishes: 40, settles: 1, pause: 50 }

/** The tasks of this process, one after the other in each working tree. */
const tasks = new Map<string, LimitFunction>()

/**
 * Does a piece of work while nobody else publishes in a working tree: so a journal and a lock of the index that it finds are of a
 * process that is gone, or of a call that failed. Undefined, and nothing done, if a living process publishes; what `settles` does not
 * wait for that, because there is nothing to settle then.
 */
export const alone = <Result>(
  gitDirectory: string,
  what: 'publishes' | 'settles',
  work: () => Promise<Result>,
): Promise<Result | undefined> => {
  const inOrder = tasks.get(gitDirectory) ?? pLimit(1)
  tasks.set(gitDirectory, inOrder)
  return inOrder(async () => {
    const lock = await locked(gitDirectory, patience[what])
    if (!lock) return undefined
    try {
      return await work()
    } finally {
      await lock.release()
    }
  })
}

/** Whether a publication is under way, or a process that is gone left something of one. */
export const isPublicationLeft = async (gitDirectory: string): Promise<boolean> =>
  (await readdir(workFolder(gitDirectory)).catch(() => [])).some(name =>
    name.startsWith('publish.'),
  )

/** Whether a living process publishes in a working tree now. */
export const isBeingPublished = async (gitDirectory: string): Promise<boolean> =>
  (await readLock(lockOf(gitDirectory)))?.stale === false

const locked = async (gitDirectory: string, tries: number): Promise<HeldLock | undefined> => {
  await makeFolder(workFolder(gitDirectory))
  for (let left = tries; ; ) {
    try {
      return await acquireLock(lockOf(gitDirectory))
    } catch (error) {
      if (!isGitDocError(error) || error.code !== 'BUSY') throw error
      left -= 1
      if (left === 0) return undefined
      await pause(patience.pause)
    }
  }
}
