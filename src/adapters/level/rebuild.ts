import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateUnwritable } from '../../errors/log.ts'
import type { EventLog } from '../../ports/log.ts'
import { syncFolder } from '../files/replace-file.ts'
import type { Tip } from '../log/append.ts'
import { type Entry, genesis } from '../log/chain.ts'
import { makeFolder } from '../state/files.ts'
import { anchorOf, writeAnchor } from './anchor.ts'
import { openingTip } from './check-on-open.ts'
import { batch, type Database, openDatabase, readingFailed } from './database.ts'
import { countKey, headKey, numberText, type Operation, put } from './keys.ts'
import { entryOperations, levelLog } from './log.ts'
import type { LevelLogOptions } from './open.ts'

/** A log rebuilt from entries, beside the one it will replace. */
export interface RebuiltLog {
  /** The new log with its views folded. Events appended to it become part of it. */
  readonly log: EventLog
  /**
   * Puts the new log in place of the old one. Keeps the old one in the folder `aside`, or removes it if `aside` is
   * undefined; then it must be empty. A crash leaves the old log, the new one, or no log with an anchor that says there
   * was one.
   */
  replace(aside?: string): Promise<void>
  /** Removes the new log. */
  discard(): Promise<void>
}

/** Where a log is rebuilt; anything left there belongs to a killed process. */
export const rebuiltFolder = (folder: string): string => `${folder}.rebuilt`

/**
 * Builds a log from verified entries, byte for byte, with every index and view. The caller must hold the run lock. If
 * reading the entries throws, this throws the same error and leaves nothing behind.
 */
export const rebuildLog = async (
  options: LevelLogOptions,
  entries: AsyncIterable<readonly Entry[]>,
): Promise<RebuiltLog> => {
  const place = rebuiltFolder(options.folder)
  const discard = () => rm(place, { recursive: true, force: true, maxRetries: 3 })
  await discard()
  const opened = await openDatabase(place, { expected: false })
  try {
    await openingTip(opened.db, undefined)
    const tip = await filled(opened.db, entries, place)
    const log = await levelLog(opened.db, tip, { ...options, folder: place })
    const close = async (): Promise<Tip> => {
      await log.close()
      const reached = await log.head()
      await opened.close()
      return reached
    }
    return {
      log,
      async replace(aside) {
        await replaced(options.folder, await close(), aside)
      },
      async discard() {
        await close()
        await discard()
      },
    }
  } catch (error) {
    await opened.close()
    await discard()
    throw readingFailed(place, error)
  }
}

/** Writes entries and their indexes. Only the last batch is synced, and only it records that they exist. */
const filled = async (
  db: Database,
  entries: AsyncIterable<readonly Entry[]>,
  folder: string,
): Promise<Tip> => {
  const counts = new Map<string, number>()
  let tip: Tip = { position: 0, chain: genesis }
  const write = (operations: readonly Operation[], sync: boolean) =>
    batch(db, operations, { sync }).catch(error => {
      throw stateUnwritable(folder, error)
    })
  for await (const page of entries) {
    for (const { chain, recorded } of page) {
      counts.set(recorded.run, recorded.version)
      tip = { position: recorded.position, chain }
    }
    await write(page.flatMap(entryOperations), false)
  }
  const counted = [...counts].map(([run, version]) => put(countKey(run), numberText(version)))
  await write([...counted, put(headKey, JSON.stringify(tip))], true)
  return tip
}

const replaced = async (folder: string, tip: Tip, aside: string | undefined): Promise<void> => {
  try {
    if (aside === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    else await putAside(folder, tip, aside)
    await rename(rebuiltFolder(folder), folder)
    await syncFolder(dirname(folder))
    await writeAnchor(folder, tip)
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
}

/** Writes the new anchor first: until the new log is in place, opening then reports damage instead of an empty log. */
const putAside = async (folder: string, tip: Tip, aside: string): Promise<void> => {
  const anchor = await readFile(anchorOf(folder)).catch(() => undefined)
  await writeAnchor(folder, tip)
  if (existsSync(folder)) await rename(folder, aside)
  else await makeFolder(aside)
  if (anchor) await writeFile(join(aside, 'anchor.json'), anchor, { mode: 0o600 })
}
