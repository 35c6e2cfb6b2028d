import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, utimesSync } from 'node:fs'
import { link, open, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { busy, stateUnwritable } from '../../errors.ts'
import { makeFolder, writeStateFile } from './files.ts'
import { isAlive, startOf } from './processes.ts'

/** Who holds the lock. `startedAt` is when its process began, as its system tells it; `since`, when it took the lock. */
export interface RunLock {
  readonly pid: number
  readonly host: string
  readonly startedAt?: string | undefined
  readonly since: string
  readonly command: string
  /** Unlike that of every other lock there ever was. */
  readonly token: string
}

const heartbeat = 60_000

/** A holder on another machine that has not touched its lock for this long is gone. */
const silence = 10 * 60_000

/** A lock that says nothing is one that is being written, for as long as this. */
const writing = 5_000

const lockOf = (folder: string): string => join(folder, 'run.lock')

/**
 * Makes this process the one that works here (SPEC H1), until it releases the lock or ends.
 * BUSY, saying who holds it, if another does; the lock of one that is gone is taken over.
 */
export const acquireRunLock = async (
  folder: string,
  options: { readonly command?: string } = {},
): Promise<{ release(): Promise<void> }> => {
  await makeFolder(folder)
  const path = lockOf(folder)
  const mine = newLock(options.command ?? commandOf(process.argv))
  await taken(path, mine, 0)
  await removeBegun(folder)

  const beat = setInterval(() => touchIfMine(path, mine), heartbeat).unref()
  const atExit = () => removeIfMine(path, mine)
  process.once('exit', atExit)
  return {
    async release() {
      clearInterval(beat)
      process.off('exit', atExit)
      removeIfMine(path, mine)
    },
  }
}

/** Locks that were being made when their makers were killed. */
const removeBegun = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const [, pid] = /^run\.lock\..*\b(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

/** The lock as it is, and whether its holder is gone; undefined if there is none. */
export const readRunLock = async (
  folder: string,
): Promise<(RunLock & { readonly stale: boolean }) | undefined> => {
  const found = await seen(lockOf(folder))
  return found?.lock && { ...found.lock, stale: isStale(found) }
}

const newLock = (command: string): RunLock => ({
  pid: process.pid,
  host: hostname(),
  startedAt: startOf(process.pid),
  since: new Date().toISOString(),
  command,
  token: randomUUID(),
})

/** The program and its verb; whatever else was typed may be secret. */
const commandOf = ([, program = '', verb = '']: readonly string[]): string =>
  [basename(program).replace(/\.js$/, ''), /^[a-z-]+$/.test(verb) ? verb : ''].join(' ').trim()

/**
 * Takes the lock at a path. To take one over, the right to do so is a lock itself, named by the token of the lock that is
 * to be replaced: only who holds that may replace it, so of many takers one wins, and a slow one, who finds another token
 * by then, replaces nothing.
 */
const taken = async (path: string, mine: RunLock, depth: number): Promise<void> => {
  if (await created(path, mine)) return
  const found = await seen(path)
  if (!found) return await taken(path, mine, depth)
  if (!isStale(found) || depth === 3) throw busy(described(found.lock), path)

  const right = `${path}.${found.token}`
  const claim = { ...mine, token: randomUUID() }
  await taken(right, claim, depth + 1)
  try {
    const now = await seen(path)
    if (now?.token === found.token) return await writeStateFile(path, text(mine))
    if (now) throw busy(described(now.lock), path)
  } finally {
    removeIfMine(right, claim)
  }
  await taken(path, mine, depth)
}

const text = (lock: RunLock): string => `${JSON.stringify(lock)}\n`

/** Makes the lock file, unless there is one: whole from the first, where its file system has hard links. */
const created = async (path: string, lock: RunLock): Promise<boolean> => {
  const whole = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await writeFile(whole, text(lock), { flag: 'wx', mode: 0o600 })
    await link(whole, path)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (withoutLinks.has(code)) return await createdInPlace(path, lock)
    throw stateUnwritable(path, error)
  } finally {
    await rm(whole, { force: true })
  }
}

/** What file systems without hard links answer. */
const withoutLinks = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'UNKNOWN',
])

/** For a moment it says nothing: whoever is killed in it is waited for. */
const createdInPlace = async (path: string, lock: RunLock): Promise<boolean> => {
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

/** A lock file as it is found; one that says nothing is told from another by its inode. */
interface Seen {
  readonly lock: RunLock | undefined
  readonly token: string
  /** Milliseconds since its holder last touched it. */
  readonly age: number
}

const seen = async (path: string): Promise<Seen | undefined> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw stateUnwritable(path, error)
  })
  if (!file) return undefined
  try {
    const { ino, mtimeMs } = await file.stat()
    const lock = parsed(await file.readFile('utf8'))
    return { lock, token: lock?.token ?? `inode-${ino}`, age: Date.now() - mtimeMs }
  } finally {
    await file.close()
  }
}

const parsed = (content: string): RunLock | undefined => {
  try {
    const lock = JSON.parse(content) as RunLock
    const { pid, host, token } = lock
    const whole =
      Number.isSafeInteger(pid) && typeof host === 'string' && /^[0-9a-f-]{36}$/.test(token)
    return whole ? lock : undefined
  } catch {
    return undefined
  }
}

const isStale = ({ lock, age }: Seen): boolean => {
  if (!lock) return age > writing
  if (lock.host !== hostname()) return age > silence
  if (!isAlive(lock.pid)) return true
  const start = lock.startedAt && startOf(lock.pid)
  return Boolean(start) && start !== lock.startedAt
}

const described = (lock: RunLock | undefined): string =>
  lock
    ? `"${lock.command}", process ${lock.pid} on ${lock.host}, since ${lock.since}`
    : 'a process that is just starting'

const isMine = (path: string, { token }: RunLock): boolean => {
  try {
    return parsed(readFileSync(path, 'utf8'))?.token === token
  } catch {
    return false
  }
}

/** Synchronous, for it must also be done as the process ends. */
const removeIfMine = (path: string, lock: RunLock): void => {
  if (isMine(path, lock)) rmSync(path, { force: true })
}

const touchIfMine = (path: string, lock: RunLock): void => {
  if (!isMine(path, lock)) return
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // Gone at this moment: nothing to keep fresh.
  }
}
