import type { EventLog } from '../ports/log.ts'
import { cache, cacheRun, keptFor } from '../projections/cache.ts'

/** An answer that was paid for and is kept. */
export interface KeptAnswer {
  readonly key: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly provider: string
  readonly model: string
  /** The run it was asked for, and its section; unknown of answers from before these were kept. */
  readonly run?: string | undefined
  readonly target?: string | undefined
  /** Missing where the answer was that nothing needs to change. */
  readonly bytes?: number | undefined
  /** Too old to be used again. */
  readonly expired: boolean
}

/** The moment of asking, and the time before it that an amount of milliseconds reaches back to; both ISO 8601. */
export type Clock = (ago: number) => string

/** The answers that are kept, the oldest first. */
export const listCache = async (log: EventLog, clock: Clock): Promise<readonly KeptAnswer[]> => {
  const tooOld = clock(keptFor)
  const kept: KeptAnswer[] = []
  for await (const [key, { at, provider, model, run, target, text }] of log.rows(cache)) {
    const bytes = text === undefined ? undefined : new TextEncoder().encode(text).length
    kept.push({ key, at, provider, model, run, target, bytes, expired: at < tooOld })
  }
  return kept.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Throws kept answers away, all or those older than so many milliseconds; tells which. */
export const clearCache = async (
  log: EventLog,
  clock: Clock,
  olderThan?: number,
): Promise<readonly KeptAnswer[]> => {
  const before = olderThan === undefined ? undefined : clock(olderThan)
  const gone = (await listCache(log, clock)).filter(({ at }) => before === undefined || at < before)
  let version = (await log.read(cacheRun)).length
  for (let from = 0; from < gone.length; from += perEvent) {
    const keys = gone.slice(from, from + perEvent).map(({ key }) => key)
    await log.append(cacheRun, [{ event: { type: 'cache.cleared', data: { keys } } }], version)
    version += 1
  }
  return gone
}

/** Keys named in one event: each is a row of the view, and all of them are changed at once. */
const perEvent = 1000
