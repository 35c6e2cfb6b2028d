import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateUnwritable } from '../../errors.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Tip } from '../log/append.ts'
import { type Entry, genesis } from '../log/chain.ts'
import { syncFolder } from '../state/files.ts'
import { anchorOf, writeAnchor } from './anchor.ts'
import { batch, type Database, openDatabase, readingFailed } from './database.ts'
import { countKey, headKey, numberText, type Operation, put } from './keys.ts'
import { entryOperations, levelLog } from './log.ts'
import type { LevelLogOptions } from './open.ts'
import { openingTip } from './opening.ts'

/** A log made anew from entries, beside the one it is to replace. */
export interface RebuiltLog {
  /** The new log with its views folded; what is appended to it goes with it. */
  readonly log: EventLog
  /**
   * Puts the new log in the place of the old one, which is kept in the folder `aside`, or removed if none is named: then
   * it must be empty. A crash leaves the old log, the new one, or none at all where its anchor says there was one.
   */
  replace(aside?: string): Promise<void>
  /** Forgets the new log. */
  discard(): Promise<void>
}

/** Where a log is made anew; what is left there belongs to a process that was killed. */
export const rebuiltFolder = (folder: string): string => `${folder}.rebuilt`

/**
 * Makes a log of verified entries, byte for byte as they are, with every index and view. Whoever calls holds the run lock.
 * Throws what reading the entries throws; nothing is left then.
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

/** Writes entries and their indexes. Only the last batch is synced, and only it says that they are there. */
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

/** The new anchor is there first: from then on, and until the new log is in its place, an opening finds damage and no empty log. */
const putAside = async (folder: string, tip: Tip, aside: string): Promise<void> => {
  const anchor = await readFile(anchorOf(folder)).catch(() => undefined)
  await writeAnchor(folder, tip)
  if (existsSync(folder)) await rename(folder, aside)
  else await mkdir(aside, { recursive: true, mode: 0o700 })
  if (anchor) await writeFile(join(aside, 'anchor.json'), anchor, { mode: 0o600 })
}
