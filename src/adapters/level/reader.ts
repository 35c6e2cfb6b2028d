import { constants, existsSync } from 'node:fs'
import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isGitDocError } from '../../errors/error.ts'
import { logUnavailable } from '../../errors/log.ts'
import type { upcasts } from '../../events/upcast.ts'
import type { EventLog } from '../../ports/log.ts'
import type { AnyProjection } from '../../ports/projection.ts'
import type { Tip } from '../log/append.ts'
import { makeFolder } from '../state/files.ts'
import { readAnchor } from './anchor.ts'
import { openingTip } from './check-on-open.ts'
import { type Database, openDatabase, readingFailed } from './database.ts'
import { levelLog } from './log.ts'

export interface LogCopyOptions {
  /** The database's own folder, as for openLevelLog. */
  readonly folder: string
  readonly projections: readonly AnyProjection[]
  /** Where to put the copy while it is read. On the same disk, copying may cost nothing. */
  readonly temporary: string
  readonly upcasts?: typeof upcasts
}

const prefix = 'log-copy-'
const tries = 4

/** After this time (milliseconds), a reader's leftover copy counts as abandoned. */
const abandoned = 24 * 60 * 60 * 1_000

/**
 * The current event log, read only, whether or not a run is active (SPEC F8). It is a copy of the database, which
 * closing removes. It takes no lock, does not touch the log's files, and rejects appends.
 */
export const openLogCopy = (options: LogCopyOptions): Promise<EventLog> =>
  withCopy(options, async ({ db, tip, close }) => ({
    ...(await levelLog(db, tip, { ...options, copy: true })),
    append: refuse,
    appendAll: refuse,
    close,
  }))

const refuse = async (): Promise<never> => {
  throw new Error('A copy of the log is read only.')
}

/** A copy of the database, where it ends, and how to remove it. */
export interface DatabaseCopy {
  readonly db: Database
  readonly tip: Tip
  close(): Promise<void>
}

/**
 * Copies the database, checks it as opening does, and passes it on. Tries again if the copy caught the database in the
 * middle of a change.
 */
export const withCopy = async <Result>(
  options: Pick<LogCopyOptions, 'folder' | 'temporary'>,
  use: (copy: DatabaseCopy) => Promise<Result>,
): Promise<Result> => {
  const { folder, temporary } = options
  await makeFolder(temporary)
  await removeAbandoned(temporary)
  for (let time = 1; ; time += 1) {
    // Read before the copy is made, because the log can only have grown since.
    const anchor = await readAnchor(folder)
    const copy = await mkdtemp(join(temporary, prefix))
    try {
      await copyDatabase(folder, copy)
      return await openCopy(copy, anchor, folder, use)
    } catch (error) {
      await remove(copy)
      if (time === tries || !mayBeOfTheMoment(error)) throw error
    }
    await pause(20 * time)
  }
}

/** A database may remove a file while it is copied; the next try gets a complete copy. */
const mayBeOfTheMoment = (error: unknown): boolean =>
  isGitDocError(error) && ['LOG_DAMAGED', 'LOG_UNAVAILABLE'].includes(error.code)

export const copyDatabase = async (from: string, to: string): Promise<void> => {
  try {
    for (const file of (await readdir(from)).filter(isOfTheDatabase)) {
      await copyFile(join(from, file), join(to, file), constants.COPYFILE_FICLONE)
    }
  } catch (error) {
    // A missing log counts as empty.
    if (!existsSync(from)) return
    throw logUnavailable(from, error)
  }
}

/** Do not touch LOCK: reading it drops the lock if this process holds it. */
const isOfTheDatabase = (file: string): boolean =>
  file === 'CURRENT' || /^MANIFEST-|\.(?:ldb|log)$/.test(file)

const openCopy = async <Result>(
  copy: string,
  anchor: Tip | undefined,
  folder: string,
  use: (copy: DatabaseCopy) => Promise<Result>,
): Promise<Result> => {
  const opened = await openDatabase(copy, { expected: Boolean(anchor?.position), of: folder })
  const close = async (): Promise<void> => {
    await opened.close()
    await remove(copy)
  }
  try {
    return await use({ db: opened.db, tip: await openingTip(opened.db, anchor), close })
  } catch (error) {
    await opened.close()
    throw readingFailed(folder, error)
  }
}

const remove = (copy: string): Promise<void> =>
  rm(copy, { recursive: true, force: true, maxRetries: 3 })

const removeAbandoned = async (temporary: string): Promise<void> => {
  for (const name of await readdir(temporary)) {
    if (!name.startsWith(prefix)) continue
    const path = join(temporary, name)
    const age = Date.now() - (await stat(path).then(({ mtimeMs }) => mtimeMs, Date.now))
    if (age > abandoned) await remove(path)
  }
}
