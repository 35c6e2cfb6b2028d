import { logDamaged } from '../../errors/log.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { Tip } from '../log/append.ts'
import { chainOf, type Entry, genesis, verified } from '../log/chain.ts'
import { type Database, lookup } from './database.ts'
import {
  countKey,
  logBetween,
  logKey,
  numberFrom,
  positionOf,
  runKey,
  runRange,
  versionOf,
} from './keys.ts'

const pageSize = 1_000
const highWaterMarkBytes = 4 * 1024 * 1024

/** The recorded events after a position, page by page, verified as in `entryPages`. */
export async function* pages(db: Database, after: number, tip: Tip): AsyncGenerator<Recorded[]> {
  for await (const page of entryPages(db, after, tip)) yield page.map(({ recorded }) => recorded)
}

/**
 * The written entries after a position, page by page. Each must follow the previous one without a gap and carry its
 * chained hash, at least up to `tip` and at most up to `last`. Throws LOG_DAMAGED at the first entry that does not.
 */
export async function* entryPages(
  db: Database,
  after: number,
  tip: Tip,
  last = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Entry[]> {
  const iterator = db.iterator({ ...logBetween(after, last), highWaterMarkBytes })
  try {
    let position = after
    let chain = await chainAt(db, after)
    for (;;) {
      const page = await iterator.nextv(pageSize)
      if (page.length === 0) break
      const entries: Entry[] = []
      for (const [key, text] of page) {
        position += 1
        if (positionOf(key) !== position) throw missing(position, tip.position)
        const recorded = verified(text, chain, position)
        chain = chainOf(text) ?? genesis
        entries.push({ chain, text, recorded })
        if (position === tip.position && chain !== tip.chain) throw otherTip(position)
      }
      yield entries
    }
    if (position < tip.position) throw missing(position + 1, tip.position)
  } finally {
    await iterator.close()
  }
}

/** One run's recorded events. Their versions must have no gaps, and every event must carry its chained hash. */
export const entriesOf = async (db: Database, run: string): Promise<Recorded[]> => {
  const positions = await positionsOf(db, run)
  const before = positions.map(position => position - 1).filter(position => position > 0)
  const needed = [...new Set([...positions, ...before])]
  const texts: (string | undefined)[] = await db.getMany(needed.map(logKey))
  const textAt = new Map(needed.map((position, at) => [position, texts[at]]))

  return positions.map((position, at) => {
    const text = textAt.get(position)
    if (text === undefined) throw logDamaged(`position ${position}`, 'the event is missing')
    const recorded = verified(text, chainBefore(position, textAt.get(position - 1)), position)
    if (recorded.run === run && recorded.version === at + 1) return recorded
    throw logDamaged(`${run}, version ${at + 1}`, `position ${position} holds another event`)
  })
}

/** The positions of a run's events, from the run's index and its count, which must agree. */
const positionsOf = async (db: Database, run: string): Promise<number[]> => {
  const snapshot = db.snapshot()
  try {
    const counted: (string | undefined)[] = await db.getMany([countKey(run)], { snapshot })
    const index = await db.iterator({ ...runRange(run), snapshot }).all()
    const gap = index.findIndex(([key], at) => versionOf(key) !== at + 1)
    const whole = gap === -1 ? index.length : gap
    if (gap !== -1 || whole !== numberFrom(counted[0])) {
      throw logDamaged(`${run}, version ${whole + 1}`, 'the index and the count of the run differ')
    }
    return index.map(([, position]) => numberFrom(position))
  } finally {
    await snapshot.close()
  }
}

/** How many events a run has. Also checks that the run's index agrees at `expected`. */
export const versionAt = (db: Database, run: string, expected: number): number => {
  const keys = [countKey(run), runKey(run, expected), runKey(run, expected + 1)]
  const [counted, last, next] = lookup(db, keys)
  const version = numberFrom(counted)
  const agrees = (last !== undefined || expected === 0) && next === undefined
  if (version === expected && !agrees) {
    throw logDamaged(`${run}, version ${expected}`, 'the index and the count of the run differ')
  }
  return version
}

/** The hash of the event at a position. */
export const chainAt = async (db: Database, position: number): Promise<string> => {
  if (position === 0) return genesis
  const [text] = (await db.getMany([logKey(position)])) as (string | undefined)[]
  return chainBefore(position + 1, text)
}

/** The hash before the event at a position, from the text of the previous event. */
const chainBefore = (position: number, text: string | undefined): string => {
  if (position === 1) return genesis
  if (text === undefined) throw logDamaged(`position ${position - 1}`, 'the event is missing')
  const chain = chainOf(text)
  if (!chain) throw logDamaged(`position ${position - 1}`, 'the value is not an event')
  return chain
}

const missing = (position: number, last: number) =>
  logDamaged(`position ${position}`, `the event is missing; ${last} were written`)

const otherTip = (position: number) =>
  logDamaged(`position ${position}`, 'the last event is not the one that was written')
