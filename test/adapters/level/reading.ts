import { openLevelLog } from '../../../src/adapters/level/open.ts'
import type { Recorded } from '../../../src/events/recorded.ts'
import { counts, rowsOf } from '../log-support.ts'

/** Opens a log and reads all of it in every way; whatever is damaged must show. */
export const everything = async (folder: string): Promise<Recorded[]> => {
  const log = await openLevelLog({ folder, projections: [counts] })
  try {
    const events: Recorded[] = []
    for await (const recorded of log.all()) events.push(recorded)
    const rows = await rowsOf(log, counts)
    const runs = new Set(events.map(({ run }) => run))
    if (rows.length !== runs.size)
      throw new Error(`${runs.size - rows.length} rows were not served`)
    for (const run of runs) {
      const times = (await log.row(counts, run))?.times
      if ((await log.read(run)).length !== times) throw new Error(`not all of ${run} was served`)
    }
    return events
  } finally {
    await log.close()
  }
}
