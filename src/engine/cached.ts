import type { EventLog } from '../ports/log.ts'
import type { World } from '../ports/world.ts'
import { cache, keptFor } from '../projections/cache.ts'

/** The answers that a log keeps, as long as they may be used; `ago` says the time so many milliseconds before now, ISO 8601. */
export const cachedIn =
  (log: EventLog, ago: (milliseconds: number) => string): World['cached'] =>
  async key => {
    const answer = await log.row(cache, key)
    return answer && answer.at > ago(keptFor) ? answer : undefined
  }
