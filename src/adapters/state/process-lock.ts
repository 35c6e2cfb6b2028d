import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, utimesSync } from 'node:fs'
import { link, open, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { busy, stateUnwritable } from '../../errors/log.ts'
import { writeStateFile } from './files.ts'
import { isAlive, isGone, startOf } from './processes.ts'

/** Who holds a lock. `startedAt` is when the process began, according to its system; `since` is when it took the lock. */
export interface ProcessLock {
  readonly pid: number
  readonly host: string
  readonly startedAt?: string | undefined
  readonly since: string
  readonly command: string
  /** The holder carries out the requests of all commands: it is a daemon, or a worker in the background. */
  readonly serves?: boolean | undefined
  /** Its git-doc version. */
  readonly version?: string | undefined
  /** Unique to this lock. */
  readonly token: string
}

/** What a holder says of itself. */
export type Holder = Partial<Pick<ProcessLock, 'command' | 'serves' | 'version'>>

const heartbeat = 60_000

/** A holder on another machine counts as gone if it has not touched its lock for this long (milliseconds). */
const silence = 10 * 60_000

/** An empty lock file counts as being written for this long (milliseconds). */
const writing = 5_000

/**
 * Makes this process the holder of the lock at a path, until it releases the lock or ends. Throws BUSY, naming the
 * holder, if another process holds the lock; takes over the lock of a process that is gone. The folder is there.
 */
export const acquireLock = async (path: string, holder: Holder = {}): Promise<HeldLock> => {
  const mine = newLock(holder)
  await take(path, mine, 0)
  await removeUnfinished(path)

  const beat = setInterval(() => touchIfMine(path, mine), heartbeat).unref()
  const remove = () => removeIfMine(path, mine)
  held.add(remove)
  // One listener for all: there may be a lock for each working tree.
  if (held.size === 1) process.on('exit', removeHeld)
  return {
    isHeld: () => isMine(path, mine),
    async release() {
      clearInterval(beat)
      held.delete(remove)
      if (held.size === 0) process.off('exit', removeHeld)
      remove()
    },
  }
}

/** What removes each lock that this process holds. */
const held = new Set<() => void>()

const removeHeld = (): void => {
  for (const remove of held) remove()
}

export interface HeldLock {
  /** Whether the lock file is still there and still this process's. */
  isHeld(): boolean
  release(): Promise<void>
}

/** Removes temporary files of processes that were killed while they created the lock. */
const removeUnfinished = async (path: string): Promise<void> => {
  for (const name of await readdir(dirname(path))) {
    const [, pid] = /\b(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name) ?? []
    const isOfLock = pid !== undefined && name.startsWith(`${basename(path)}.`)
    if (isOfLock && !isAlive(Number(pid))) await rm(join(dirname(path), name), { force: true })
  }
}

/** The current lock: whether its holder is gone, and whether this process holds it. Undefined if there is none. */
export const readLock = async (
  path: string,
): Promise<(ProcessLock & { readonly stale: boolean; readonly mine: boolean }) | undefined> => {
  const found = await readLockFile(path)
  if (!found?.lock) return undefined
  const stale = isStale(found)
  const { pid, host } = found.lock
  return { ...found.lock, stale, mine: !stale && pid === process.pid && host === hostname() }
}

const newLock = ({ command = commandOf(process.argv), serves, version }: Holder): ProcessLock => ({
  pid: process.pid,
  host: hostname(),
  startedAt: startOf(process.pid),
  since: new Date().toISOString(),
  command,
  ...(serves && { serves }),
  ...(version !== undefined && { version }),
  token: randomUUID(),
})

/** The program and its verb only, because the other arguments may be secret. */
const commandOf = ([, program = '', verb = '']: readonly string[]): string =>
  [basename(program).replace(/\.js$/, ''), /^[a-z-]+$/.test(verb) ? verb : ''].join(' ').trim()

/**
 * Takes the lock at a path, or takes it over if its holder is gone. Taking over needs a second lock, named after the
 * token of the lock to replace, and only its holder may replace that lock. So exactly one of many processes wins, and a
 * slow one finds a different token and replaces nothing. `depth` counts how many of these second locks in a row were
 * left by killed processes.
 */
const take = async (path: string, mine: ProcessLock, depth: number): Promise<void> => {
  if (await createLock(path, mine)) return
  const found = await readLockFile(path)
  if (!found) return await take(path, mine, depth)
  if (!isStale(found) || depth === 3) throw busy(describe(found.lock), path)

  const right = `${path}.${found.token}`
  const claim = { ...mine, token: randomUUID() }
  await take(right, claim, depth + 1)
  try {
    const now = await readLockFile(path)
    if (now?.token === found.token) return await writeStateFile(path, text(mine))
    if (now) throw busy(describe(now.lock), path)
  } finally {
    removeIfMine(right, claim)
  }
  await take(path, mine, depth)
}

const text = (lock: ProcessLock): string => `${JSON.stringify(lock)}\n`

/** Creates the lock file unless it exists. With hard links, nobody ever sees it half written. */
const createLock = async (path: string, lock: ProcessLock): Promise<boolean> => {
  const whole = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(whole, text(lock), { flag: 'wx', mode: 0o600 })
    await link(whole, path)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (withoutLinks.has(code)) return await createInPlace(path, lock)
    throw stateUnwritable(path, error)
  } finally {
    await rm(whole, { force: true })
  }
}

/** The error codes of file systems without hard links. */
const withoutLinks = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'UNKNOWN',
])

/** The file is empty for a moment. Other processes wait for it, even if this one is killed then. */
const createInPlace = async (path: string, lock: ProcessLock): Promise<boolean> => {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw stateUnwritable(path, error)
  })
  if (!file) return false
  try {
    await file.writeFile(text(lock))
  } catch (error) {
    await rm(path, { force: true })
    throw stateUnwritable(path, error)
  } finally {
    await file.close()
  }
  return true
}

/** A lock file as it was read; an empty one is identified by its inode. */
interface LockFile {
  readonly lock: ProcessLock | undefined
  readonly token: string
  /** Milliseconds since its holder last touched it. */
  readonly age: number
}

const readLockFile = async (path: string): Promise<LockFile | undefined> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw stateUnwritable(path, error)
  })
  if (!file) return undefined
  try {
    const { ino, mtimeMs } = await file.stat()
    const lock = parseLock(await file.readFile('utf8'))
    return { lock, token: lock?.token ?? `inode-${ino}`, age: Date.now() - mtimeMs }
  } finally {
    await file.close()
  }
}

const parseLock = (content: string): ProcessLock | undefined => {
  try {
    const lock = JSON.parse(content) as ProcessLock
    const { pid, host, token } = lock
    const whole =
      Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f-]{36}$/.test(token)
    return whole ? lock : undefined
  } catch {
    return undefined
  }
}

const isStale = ({ lock, age }: LockFile): boolean => {
  // A file from the future is from before the clock was set back, and would keep everybody waiting until then.
  if (!lock) return Math.abs(age) > writing
  if (lock.host !== hostname()) return Math.abs(age) > silence
  return isGone(lock)
}

const describe = (lock: ProcessLock | undefined): string =>
  lock
    ? `"${lock.command}", process ${lock.pid} on ${lock.host}, since ${lock.since}`
    : 'a process that is just starting'

const isMine = (path: string, { token }: ProcessLock): boolean => {
  try {
    return parseLock(readFileSync(path, 'utf8'))?.token === token
  } catch {
    return false
  }
}

/** Synchronous, because it also runs while the process exits. */
const removeIfMine = (path: string, lock: ProcessLock): void => {
  if (isMine(path, lock)) rmSync(path, { force: true })
}

const touchIfMine = (path: string, lock: ProcessLock): void => {
  if (!isMine(path, lock)) return
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // The lock was just removed, so there is nothing to keep fresh.
  }
}
