import type { Driver, Driving, OpenRun } from '../../engine/kind.ts'
import { runAll } from '../../engine/run-all.ts'
import { parseRun } from '../../engine/run-name.ts'
import { sideBySide } from '../../engine/side-by-side.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { pipelineOf } from '../../pipelines/names.ts'
import { status } from '../../projections/status.ts'
import { pipeline as kind } from './kind.ts'
import { requestOf } from './request.ts'
import type { World } from './world.ts'

/** Works on runs side by side, but on one of each pipeline at a time: they make the same files. */
export const driver: Driver<World> = {
  async *refresh() {},
  workable: async runs => runs,
  async *work(runs, driving) {
    const each = runs.map(
      (run, index) => () => inTurnOfPipeline(run, index + 1, runs.length, driving),
    )
    yield* sideBySide(each, driving.concurrency ?? 1)
  },
}

async function* inTurnOfPipeline(
  run: OpenRun,
  index: number,
  of: number,
  { log, world, turns, begin }: Driving<World>,
): AsyncGenerator<Recorded> {
  const end = await turns?.take(`pipeline ${pipelineOf(parseRun(run.run).key)}`, world.signal)
  try {
    // Whoever had the turn before may have moved it on.
    const row = await log.row(status, run.run)
    if (!row || row.tag === 'done' || !(await mayGoOn(row, world))) return
    begin(run, index, of)
    yield* runAll([row], { kind, log, world, turns })
  } finally {
    end?.()
  }
}

/** Whether what a run waits for may be over. Nobody but a person ends the wait of a gate that was cut off. */
const mayGoOn = async (
  { tag, context }: Pick<OpenRun, 'tag' | 'context'>,
  world: World,
): Promise<boolean> => {
  if (tag !== 'waiting') return true
  // A row of this kind holds the context of its chart.
  const run = context as SteppedRun
  if (run.reason?.code !== 'not-allowed') return false
  return (await world.notAllowed(requestOf(run).pipeline)).length === 0
}
