import type { EventLog } from '../../ports/log.ts'
import { cache, keptFor } from '../../projections/commit/cache.ts'
import type { World } from './world.ts'

/** The answers in a log that are not too old. `ago` returns the time a number of milliseconds before now, in ISO 8601. */
export const cachedIn =
  (log: EventLog, ago: (milliseconds: number) => string): World['cached'] =>
  async key => {
    const answer = await log.row(cache, key)
    return answer && answer.at > ago(keptFor) ? answer : undefined
  }
