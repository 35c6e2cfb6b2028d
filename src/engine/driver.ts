import type { Driver, Kind } from './kind.ts'
import { runAll } from './run-all.ts'
import { sideBySide } from './side-by-side.ts'

/** The driver of a kind, or the one that serves where a kind has none: each run by itself, several side by side. */
export const driverOf = async (kind: Kind): Promise<Driver> =>
  (await kind.driver?.()) ?? {
    async *refresh() {},
    workable: async runs => runs,
    async *work(runs, { log, world, turns, concurrency = 1, begin }) {
      const each = runs.map((run, index) => () => {
        begin(run, index + 1, runs.length)
        return runAll([run], { kind, log, world, turns })
      })
      yield* sideBySide(each, concurrency)
    },
  }
