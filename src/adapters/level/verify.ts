import { logDamaged } from '../../errors/log.ts'
import type { Entry } from '../log/chain.ts'
import { type Database, readingFailed } from './database.ts'
import { entryPages } from './entries.ts'
import {
  countKeyOf,
  idKey,
  indexRanges,
  numberFrom,
  numberText,
  runIn,
  runKey,
  versionOf,
} from './keys.ts'
import { withCopy } from './reader.ts'

/** Facts about a log that was verified from its first event to its last. */
export interface VerifiedLog {
  readonly position: number
  readonly chain: string
  readonly runs: number
  /** The hash at each requested position, if it exists. */
  readonly chains: Readonly<Record<number, string>>
}

/**
 * Verifies every event and every index entry in a copy of the log. Throws LOG_DAMAGED at the first difference.
 * `verified` is called with the last intact position, because LevelDB may kill the process over a damaged file.
 */
export const verifyLog = async (options: {
  readonly folder: string
  readonly temporary: string
  readonly chainsAt: readonly number[]
  verified(position: number): void
}): Promise<VerifiedLog> => {
  const { db, tip, close } = await withCopy(options, async copy => copy)
  const chains: Record<number, string> = {}
  let ids = 0
  try {
    for await (const page of entryPages(db, 0, tip, tip.position)) {
      await assertIndexed(db, page)
      ids += page.filter(({ recorded }) => recorded.id !== undefined).length
      for (const { chain, recorded } of page) {
        if (options.chainsAt.includes(recorded.position)) chains[recorded.position] = chain
      }
      options.verified(page.at(-1)?.recorded.position ?? 0)
    }
    const runs = await assertFollowing(db, tip.position)
    await assertEntries(db, 'count', runs)
    await assertEntries(db, 'ids', ids)
    return { ...tip, runs, chains }
  } catch (error) {
    throw readingFailed(options.folder, error)
  } finally {
    await close()
  }
}

const assertIndexed = async (db: Database, page: readonly Entry[]): Promise<void> => {
  const expected = page.flatMap(({ recorded: { run, version, position, id } }) => [
    { key: runKey(run, version), position, of: `${run}, version ${version}` },
    ...(id === undefined ? [] : [{ key: idKey(id), position, of: `the id ${id}` }]),
  ])
  const found: (string | undefined)[] = await db.getMany(expected.map(({ key }) => key))
  const wrong = expected.find(({ position }, at) => found[at] !== numberText(position))
  if (wrong)
    throw logDamaged(`position ${wrong.position}`, `the index entry of ${wrong.of} is wrong`)
}

const pageSize = 1_000

/**
 * The number of runs. The index must have one entry for each event, and the events of a run must follow one another and be as
 * many as its count says. It is read in its order, so that nothing is held of runs that were read.
 */
const assertFollowing = async (db: Database, events: number): Promise<number> => {
  const iterator = db.iterator(indexRanges.run)
  let last: Indexed = { run: '', version: 0, position: 0 }
  let runs = 0
  let found = 0
  try {
    for (;;) {
      const page = (await iterator.nextv(pageSize)).map(([key, at]) => indexed(key, at))
      if (page.length === 0) break
      found += page.length
      const ended: Indexed[] = []
      for (const next of page) {
        assertNext(last, next)
        if (next.run !== last.run && last.version > 0) ended.push(last)
        last = next
      }
      runs += ended.length
      await assertCounted(db, ended)
    }
  } finally {
    await iterator.close()
  }
  assertNumber('run', found, events)
  if (last.version === 0) return runs
  await assertCounted(db, [last])
  return runs + 1
}

/** An entry of the index of runs; the run's name is as in the key. */
interface Indexed {
  readonly run: string
  readonly version: number
  readonly position: number
}

const indexed = (key: string, position: string): Indexed => ({
  run: runIn(key),
  version: versionOf(key),
  position: numberFrom(position),
})

const assertNext = (last: Indexed, { run, version, position }: Indexed): void => {
  const before = run === last.run ? last : { version: 0, position: 0 }
  if (version !== before.version + 1 || position <= before.position)
    throw logDamaged(`position ${position}`, `${run} has no version ${version - 1} before it`)
}

const assertCounted = async (db: Database, runs: readonly Indexed[]): Promise<void> => {
  const keys = runs.map(({ run }) => countKeyOf(run))
  const found: (string | undefined)[] = await db.getMany(keys)
  const wrong = runs.find(({ version }, at) => found[at] !== numberText(version))
  if (wrong) throw logDamaged(wrong.run, 'the count of its events is wrong')
}

/** An extra index entry would lead to no event, or reject a new one. */
const assertEntries = async (
  db: Database,
  name: keyof typeof indexRanges,
  wanted: number,
): Promise<void> => {
  const iterator = db.keys(indexRanges[name])
  let found = 0
  try {
    for (;;) {
      const page = await iterator.nextv(pageSize)
      if (page.length === 0) break
      found += page.length
    }
  } finally {
    await iterator.close()
  }
  assertNumber(name, found, wanted)
}

const assertNumber = (name: string, found: number, wanted: number): void => {
  if (found !== wanted)
    throw logDamaged(`the index ${name}`, `it has ${found} entries where ${wanted} were written`)
}
