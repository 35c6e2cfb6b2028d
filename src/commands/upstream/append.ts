import { isGitDocError } from '../../errors/error.ts'
import type { NewEvent, Recorded } from '../../events/recorded.ts'
import type { EventLog } from '../../ports/log.ts'
import { status } from '../../projections/status.ts'

/** How often somebody else may be faster. */
const most = 100

/**
 * Appends events to streams wherever these are now: what is said of a source does not depend on what was said before, and deliveries come
 * while it is looked at. All of it or nothing.
 */
export const appendTo = async (
  streams: ReadonlyMap<string, readonly NewEvent[]>,
  log: Pick<EventLog, 'rowsOf' | 'appendAll'>,
): Promise<readonly Recorded[]> => {
  const names = [...streams.keys()]
  for (let tries = 1; ; tries += 1) {
    const rows = await log.rowsOf(status, names)
    const runs = names.map((run, index) => ({
      run,
      events: streams.get(run) ?? [],
      expected: rows[index]?.version ?? 0,
    }))
    try {
      return await log.appendAll(runs)
    } catch (error) {
      const isLate = isGitDocError(error) && error.code === 'VERSION_CONFLICT'
      if (!isLate || tries === most) throw error
    }
  }
}
