import type { Kinds } from '../engine/kind.ts'
import { parseRun, shortRun } from '../engine/run-name.ts'
import { unknownRun, wrongUsage } from '../errors/usage.ts'
import type { EventLog } from '../ports/log.ts'
import { commitRun } from '../projections/commit/run.ts'
import { status } from '../projections/status.ts'

/** How to find a run. `resolve` returns the full id of the commit that a revision names. */
export interface RunSearch {
  readonly log: Pick<EventLog, 'rows'>
  readonly kinds: Kinds
  resolve(revision: string): Promise<string>
}

/** How many names to list if several match. */
const most = 5

/**
 * The full name of the run that a person means: by its full name, by a unique prefix (`job/nightly@`), or, for a
 * commit's run, by any revision of the commit. Runs of a kind that this version does not know are found by name, too.
 * Throws UNKNOWN_RUN if there is none, USAGE if there are several, UNKNOWN_COMMIT.
 */
export const findRun = async (
  text: string,
  { log, kinds, resolve }: RunSearch,
): Promise<string> => {
  const isKnown = kinds.has(parseRun(text).kind)
  if (!isKnown && !text.includes('/')) return commitRun(await resolve(text))
  const found: string[] = []
  for await (const [run] of log.rows(status, text)) {
    if (run === text) return run
    found.push(run)
    if (found.length > most) break
  }
  const [only, ...others] = found
  if (only === undefined) {
    if (isKnown) throw unknownRun(text)
    // A branch can be named `feature/x`.
    return commitRun(await resolve(text))
  }
  if (others.length === 0) return only
  const names = found.slice(0, most).map(run => shortRun(run, 12))
  throw wrongUsage(
    `Several runs begin with "${text}".`,
    `Name one: ${names.join(' · ')}${found.length > most ? ' …' : ''}.`,
  )
}
