import { join } from 'node:path'
import { makeFolder } from './files.ts'
import {
  acquireLock,
  type HeldLock,
  type Holder,
  type ProcessLock,
  readLock,
} from './process-lock.ts'

/** Who holds the lock of a log. */
export type RunLock = ProcessLock

const lockOf = (folder: string): string => join(folder, 'run.lock')

/**
 * Makes this process the only one that works here (SPEC H1), until it releases the lock or ends. Throws BUSY, naming
 * the holder, if another process holds the lock; takes over the lock of a process that is gone.
 */
export const acquireRunLock = async (folder: string, holder: Holder = {}): Promise<HeldLock> => {
  await makeFolder(folder)
  return acquireLock(lockOf(folder), holder)
}

/** The current lock: whether its holder is gone, and whether this process holds it. Undefined if there is none. */
export const readRunLock = (folder: string): ReturnType<typeof readLock> => readLock(lockOf(folder))

/** Who holds the lock now; undefined if nobody does, or its holder is gone. */
export const holderOf = async (folder: string): Promise<RunLock | undefined> => {
  const lock = await readRunLock(folder)
  return lock && !lock.stale ? lock : undefined
}
