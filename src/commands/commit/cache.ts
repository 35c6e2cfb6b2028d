import type { EventLog } from '../../ports/log.ts'
import { cache, cacheRun, keptFor } from '../../projections/commit/cache.ts'

/** A paid answer in the cache. */
export interface KeptAnswer {
  readonly key: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly provider: string
  readonly model: string
  /** The run and section that it was made for; missing in answers from older versions. */
  readonly run?: string | undefined
  readonly target?: string | undefined
  /** Missing if the answer was "unchanged". */
  readonly bytes?: number | undefined
  /** Too old to be reused. */
  readonly expired: boolean
}

/** Returns the time `ago` milliseconds before now, in ISO 8601; 0 is now. */
export type Clock = (ago: number) => string

/** The cached answers, oldest first. */
export const listCache = async (log: EventLog, clock: Clock): Promise<readonly KeptAnswer[]> => {
  const tooOld = clock(keptFor)
  const kept: KeptAnswer[] = []
  for await (const [key, { at, provider, model, run, target, text }] of log.rows(cache)) {
    const bytes = text === undefined ? undefined : new TextEncoder().encode(text).length
    kept.push({ key, at, provider, model, run, target, bytes, expired: at < tooOld })
  }
  return kept.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Clears cached answers, all of them or those older than a number of milliseconds. Returns the cleared ones. */
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

/** How many keys one event may name: each is a row of the view, and all of them change at once. */
const perEvent = 1000
