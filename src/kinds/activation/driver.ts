import type { Driver, OpenRun } from '../../engine/kind.ts'
import { runAll } from '../../engine/run-all.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { activation as kind } from './kind.ts'
import type { World } from './world.ts'

/** Works on activations one after the other, in the order in which they were asked for: each builds on the pointer that the one before left. */
export const driver: Driver<World> = {
  async *refresh() {},
  workable: async runs => runs,
  async *work(runs, { log, world, turns, begin }) {
    for (const [index, run] of runs.entries()) {
      if (!(await mayGoOn(run, world))) continue
      begin(run, index + 1, runs.length)
      yield* runAll([run], { kind, log, world, turns })
    }
  },
}

/** Whether what a run waits for may be over. */
const mayGoOn = async (run: OpenRun, { sync }: Pick<World, 'sync'>): Promise<boolean> => {
  const { reason } = run.context as SteppedRun
  if (run.tag !== 'waiting' || reason?.code !== 'not-allowed') return true
  return ((await sync?.notAllowed()) ?? []).length === 0
}
