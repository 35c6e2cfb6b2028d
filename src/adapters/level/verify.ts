import { logDamaged } from '../../errors.ts'
import type { Entry } from '../log/chain.ts'
import { type Database, readingFailed } from './database.ts'
import { entryPages } from './entries.ts'
import { countKey, idKey, indexRanges, numberText, runKey } from './keys.ts'
import { withCopy } from './reader.ts'

/** What a log that was verified from its first event to its last says of itself. */
export interface VerifiedLog {
  readonly position: number
  readonly chain: string
  readonly runs: number
  /** The hash at each of the positions asked for, as far as they are there. */
  readonly chains: Readonly<Record<number, string>>
}

/**
 * Verifies a copy of the log, every event and every index entry; LOG_DAMAGED with the first that is not what was written.
 * `verified` hears how far it is whole: LevelDB may end the process over a damaged file.
 */
export const verifyLog = async (options: {
  readonly folder: string
  readonly temporary: string
  readonly chainsAt: readonly number[]
  verified(position: number): void
}): Promise<VerifiedLog> => {
  const { db, tip, close } = await withCopy(options, async copy => copy)
  const counts = new Map<string, number>()
  const chains: Record<number, string> = {}
  let ids = 0
  try {
    for await (const page of entryPages(db, 0, tip, tip.position)) {
      await assertIndexed(db, page)
      assertFollowing(page, counts)
      ids += page.filter(({ recorded }) => recorded.id !== undefined).length
      for (const { chain, recorded } of page) {
        if (options.chainsAt.includes(recorded.position)) chains[recorded.position] = chain
      }
      options.verified(page.at(-1)?.recorded.position ?? 0)
    }
    await assertCounted(db, counts)
    await assertNoMore(db, { run: tip.position, count: counts.size, ids })
    return { ...tip, runs: counts.size, chains }
  } catch (error) {
    throw readingFailed(options.folder, error)
  } finally {
    await close()
  }
}

/** Counts the events of each run, which must follow one another. */
const assertFollowing = (page: readonly Entry[], counts: Map<string, number>): void => {
  for (const { recorded } of page) {
    const { position, run, version } = recorded
    if (version !== (counts.get(run) ?? 0) + 1) {
      throw logDamaged(`position ${position}`, `${run} has no version ${version - 1} before it`)
    }
    counts.set(run, version)
  }
}

const assertIndexed = async (db: Database, page: readonly Entry[]): Promise<void> => {
  const expected = page.flatMap(({ recorded: { run, version, position, id } }) => [
    { key: runKey(run, version), position, of: `${run}, version ${version}` },
    ...(id === undefined ? [] : [{ key: idKey(id), position, of: `the id ${id}` }]),
  ])
  const found: (string | undefined)[] = await db.getMany(expected.map(({ key }) => key))
  const wrong = expected.find(({ position }, at) => found[at] !== numberText(position))
  if (wrong) throw logDamaged(`position ${wrong.position}`, `the index of ${wrong.of} is wrong`)
}

const assertCounted = async (db: Database, counts: ReadonlyMap<string, number>): Promise<void> => {
  const runs = [...counts.keys()]
  const found: (string | undefined)[] = await db.getMany(runs.map(countKey))
  const wrong = runs.find((run, at) => found[at] !== numberText(counts.get(run) ?? 0))
  if (wrong) throw logDamaged(wrong, 'the count of its events is wrong')
}

/** An index entry that no event has would lead to none, or keep a new one out. */
const assertNoMore = async (
  db: Database,
  expected: Readonly<Record<keyof typeof indexRanges, number>>,
): Promise<void> => {
  for (const [name, range] of Object.entries(indexRanges)) {
    let found = 0
    for await (const _ of db.keys(range)) found += 1
    const wanted = expected[name as keyof typeof indexRanges]
    if (found !== wanted) {
      throw logDamaged(`the index ${name}`, `it has ${found} entries where ${wanted} were written`)
    }
  }
}
