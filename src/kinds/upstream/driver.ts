import type { Driver, Driving, OpenRun } from '../../engine/kind.ts'
import { runAll } from '../../engine/run-all.ts'
import { parseRun } from '../../engine/run-name.ts'
import { sideBySide } from '../../engine/side-by-side.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { status } from '../../projections/status.ts'
import { sourceOf } from '../../upstream/names.ts'
import { editedFiles } from './edited-files.ts'
import { upstream as kind } from './kind.ts'
import { writeManifest } from './manifest.ts'
import { requestOf } from './source.ts'
import type { World } from './world.ts'

/** Works on updates side by side, but on one of each source at a time. */
export const driver: Driver<World> = {
  async *refresh() {},
  workable: async runs => runs,
  async *work(runs, driving) {
    const each = runs.map(
      (run, index) => () => inTurnOfSource(run, index + 1, runs.length, driving),
    )
    yield* sideBySide(each, driving.concurrency ?? 1)
  },
}

async function* inTurnOfSource(
  run: OpenRun,
  index: number,
  of: number,
  { log, world, turns, begin }: Driving<World>,
): AsyncGenerator<Recorded> {
  const end = await turns?.take(turnOf(sourceOf(parseRun(run.run).key)), world.signal)
  try {
    // Whoever had the turn before may have moved it on.
    const row = await log.row(status, run.run)
    if (!row || row.tag === 'done' || !(await mayGoOn(row, world))) return
    begin(run, index, of)
    yield* runAll([row], { kind, log, world, turns })
    await writeManifest(log, world)
  } finally {
    end?.()
  }
}

/** The name of the turn of one source: whatever changes what is installed of it takes it. */
export const turnOf = (source: string): string => `source ${source}`

/** Whether what a run waits for may be over. An approval is an event of its own, and nobody but a person gives it. */
const mayGoOn = async (
  { tag, context }: Pick<OpenRun, 'tag' | 'context'>,
  world: World,
): Promise<boolean> => {
  if (tag !== 'waiting') return true
  // A row of this kind holds the context of its chart.
  const run = context as SteppedRun
  const { source } = requestOf(run)
  switch (run.reason?.code) {
    case 'not-allowed':
      return (await world.notAllowed(source)).length === 0
    case 'files-edited':
      return (await editedFiles(world.settings.sources[source]?.commit ?? [], world)).length === 0
    default:
      return false
  }
}
