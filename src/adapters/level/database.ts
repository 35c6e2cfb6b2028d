import { readdir, realpath } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Level } from 'level'
import { busy, type GitDocError, logDamaged, logUnavailable } from '../../errors.ts'
import { makeFolder } from '../state/files.ts'
import type { Operation } from './keys.ts'

export type Database = Level<string, string>

/**
 * The folders this process has open. LevelDB's lock is dropped inside its holder by a second open, even a refused one,
 * so a second open must not get as far as LevelDB.
 */
const held = new Set<string>()

/** Between one process's end and the next one's start; whoever really works here holds `run.lock` first. */
const patience = 1_000
const step = 25

/** Opens the database in a folder, as its only user. `expected`: it must be there already; `of`: what it is a copy of. */
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
    // Once only: a second time, the folder may be held by the next opening.
    return { db, close: () => (closing ??= closed()) }
  } catch (error) {
    held.delete(place)
    throw error
  }
}

/** Tried again for a moment while another process holds the database. */
const opened = async (folder: string, expected: boolean): Promise<Database> => {
  // A database whose CURRENT is gone would be made anew over its own remains, and those deleted.
  const createIfMissing = !expected && !(await readdir(folder)).some(holdsData)
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

/** Files that are missing or contradict each other are damage; anything else is the disk's or the system's no. */
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
 * What is stored under keys, read without a detour through another thread: for the few keys that an append must know,
 * waiting for one costs several times what the reading does. (The types of `level` leave getSync out.)
 */
export const lookup = (db: Database, keys: readonly string[]): (string | undefined)[] => {
  const { getSync } = db as unknown as { getSync(this: Database, key: string): string | undefined }
  return keys.map(key => getSync.call(db, key))
}

/** Does all of it or nothing. `sync`: on disk when the promise resolves. */
export const batch = async (
  db: Database,
  operations: readonly Operation[],
  options: { readonly sync: boolean },
): Promise<void> => {
  // Chained, for LevelDB takes the operations of an array apart at several times the cost.
  const chained = db.batch()
  for (const operation of operations) {
    if (operation.type === 'put') chained.put(operation.key, operation.value)
    else chained.del(operation.key)
  }
  await chained.write(options)
}

/** What a failed read of an open database means. */
export const readingFailed = (folder: string, error: unknown): unknown => {
  const { code } = error as { code?: string }
  if (code === 'LEVEL_CORRUPTION') return logDamaged(folder, (error as Error).message, error)
  return code?.startsWith('LEVEL_') ? logUnavailable(folder, error) : error
}
