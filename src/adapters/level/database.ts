import { readdirSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Level } from 'level'
import type { GitDocError } from '../../errors/error.ts'
import { busy, logDamaged, logUnavailable } from '../../errors/log.ts'
import { makeFolder } from '../state/files.ts'
import type { Operation } from './keys.ts'

export type Database = Level<string, string>

/**
 * The folders that this process has open. A second open, even a refused one, drops LevelDB's lock inside its holder, so
 * a second open must not reach LevelDB.
 */
const held = new Set<string>()

/**
 * Covers the time between one process's end and the next one's start, in milliseconds. A process that really works here
 * holds `run.lock` first.
 */
const patience = 1_000
const step = 25

/**
 * Opens the database in a folder as its only user. `expected`: it must already exist. `of`: the folder that it is a
 * copy of.
 */
export const openDatabase = async (
  folder: string,
  options: { readonly expected: boolean; readonly of?: string },
): Promise<{ readonly db: Database; close(): Promise<void> }> => {
  await makeFolder(folder)
  const place = await realpath(folder)
  if (held.has(place)) throw busy(`this process (${process.pid}) has its event log open`, folder)
  held.add(place)
  try {
    const db = await opened(place, options.expected).catch(error => {
      throw openingFailed(options.of ?? folder, error, place)
    })
    let closing: Promise<void> | undefined
    const closed = async (): Promise<void> => {
      await db.close()
      held.delete(place)
    }
    // Close only once: by the second call, somebody else may have opened the folder.
    return { db, close: () => (closing ??= closed()) }
  } catch (error) {
    held.delete(place)
    throw error
  }
}

/** Tries again for a moment while another process holds the database. */
const opened = async (folder: string, expected: boolean): Promise<Database> => {
  // If CURRENT is missing, LevelDB would create a new database over the remains of the old one and delete them. Looked at
  // without a pause, because classic-level makes a folder with its parents if it was deleted in the meantime.
  const createIfMissing = !expected && !readdirSync(folder).some(holdsData)
  for (let waited = 0; ; waited += step) {
    const db: Database = new Level(folder, { createIfMissing })
    try {
      await db.open()
      return db
    } catch (error) {
      if (causeOf(error).code !== 'LEVEL_LOCKED' || waited >= patience) throw error
    }
    await pause(step)
  }
}

const holdsData = (file: string): boolean => /\.(?:ldb|log)$/.test(file)

const causeOf = (error: unknown): { code?: string; message?: string } =>
  ((error as { cause?: unknown }).cause ?? error) as { code?: string; message?: string }

/** Missing or contradictory files are damage; any other error comes from the disk or the system. */
const openingFailed = (folder: string, error: unknown, place: string): GitDocError => {
  const { code, message: found = '' } = causeOf(error)
  const message = found.replaceAll(place, folder)
  if (code === 'LEVEL_LOCKED') return busy('a process that has its event log open', folder)
  const incomplete = /does not exist|No such file|missing files/.test(message)
  return code === 'LEVEL_CORRUPTION' || incomplete
    ? logDamaged(folder, message, error)
    : logUnavailable(folder, error)
}

/**
 * The values stored under keys, read on this thread: for the few keys that an append needs, waiting for another thread
 * costs several times the read itself. (The types of `level` omit getSync.)
 */
export const lookup = (db: Database, keys: readonly string[]): (string | undefined)[] => {
  const { getSync } = db as unknown as { getSync(this: Database, key: string): string | undefined }
  return keys.map(key => getSync.call(db, key))
}

/** Writes all operations or none. `sync`: they are on disk when the promise resolves. */
export const batch = async (
  db: Database,
  operations: readonly Operation[],
  options: { readonly sync: boolean },
): Promise<void> => {
  // Uses a chained batch, because LevelDB unpacks an array of operations at several times the cost.
  const chained = db.batch()
  for (const operation of operations) {
    if (operation.type === 'put') chained.put(operation.key, operation.value)
    else chained.del(operation.key)
  }
  await chained.write(options)
}

/** Converts a failed read of an open database to our error. */
export const readingFailed = (folder: string, error: unknown): unknown => {
  const { code } = error as { code?: string }
  if (code === 'LEVEL_CORRUPTION') return logDamaged(folder, (error as Error).message, error)
  return code?.startsWith('LEVEL_') ? logUnavailable(folder, error) : error
}
