import type { Driver, Driving, OpenRun } from '../../engine/kind.ts'
import { runAll } from '../../engine/run-all.ts'
import { parseRun } from '../../engine/run-name.ts'
import { sideBySide } from '../../engine/side-by-side.ts'
import type { Recorded } from '../../events/recorded.ts'
import { inWaves } from '../../jobs/needs.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { requestOf } from './effects/request.ts'
import { job as kind } from './kind.ts'
import { needed, neededRuns } from './needs.ts'
import type { World } from './world.ts'

/** A row of this kind holds the context of its chart. */
const contextOf = ({ context }: Pick<OpenRun, 'context'>): SteppedRun => context as SteppedRun

/** Works on jobs side by side; one that needs another one waits for it, and one that fails stops nobody. */
export const driver: Driver<World> = {
  async *refresh() {},
  workable: async runs => runs,
  triesAgain: run => run.attempt <= requestOf(contextOf(run)).retry.times,
  async *work(runs, driving) {
    const ordered = inWaves(runs, ({ run }) => run, needsOf).flat()
    const ends = new Map(ordered.map(({ run }) => [run, openEnd()]))
    const each = ordered.map((run, index) => () => {
      const needs = needsOf(run).flatMap(need => ends.get(need)?.over ?? [])
      return untilOver(ends.get(run.run), async function* () {
        await Promise.all(needs)
        if (!(await mayGoOn(run, driving))) return
        driving.begin(run, index + 1, runs.length)
        yield* withRetries(run, driving)
      })
    })
    yield* sideBySide(each, driving.concurrency ?? 1)
  },
}

const needsOf = (run: OpenRun): readonly string[] =>
  neededRuns(requestOf(contextOf(run)), parseRun(run.run).key)

const openEnd = () => {
  let end = () => {}
  const over = new Promise<void>(resolve => {
    end = resolve
  })
  return { over, end }
}

async function* untilOver(
  end: ReturnType<typeof openEnd> | undefined,
  work: () => AsyncGenerator<Recorded>,
): AsyncGenerator<Recorded> {
  try {
    yield* work()
  } finally {
    end?.end()
  }
}

/** Whether what a run waits for may be over. Nobody but a person ends the wait of a step that was cut off. */
const mayGoOn = async (
  run: OpenRun,
  { log, world }: Pick<Driving<World>, 'log' | 'world'>,
): Promise<boolean> => {
  if (run.tag !== 'waiting') return true
  const { reason } = contextOf(run)
  const request = requestOf(contextOf(run))
  if (reason?.code === 'needs')
    return (await needed(request, parseRun(run.run).key, log)).length === 0
  if (reason?.code !== 'not-allowed') return false
  const entry = await world
    .catalog()
    .find(request.job)
    .catch(() => undefined)
  return entry?.state !== 'not-allowed'
}

/** Takes a run on; after a failure tries again as often as the job says, each time after twice the pause. */
async function* withRetries(
  run: OpenRun,
  { log, world, turns }: Driving<World>,
): AsyncGenerator<Recorded> {
  let row: OpenRun | undefined = run
  while (row) {
    if (row.tag === 'failed') yield* await again(row.run, log)
    yield* runAll([(await log.row(status, row.run)) ?? row], { kind, log, world, turns })
    row = await failedWithRetries(run.run, log)
    const { times, backoff } = requestOf(contextOf(run)).retry
    if (row) await world.pause(backoff * 2 ** Math.min(times, (row as StatusRow).attempt - 1))
    if (world.signal.aborted) return
  }
}

const again = async (run: string, log: Driving['log']): Promise<readonly Recorded[]> => {
  const row = await log.row(status, run)
  const event = { type: 'retry.requested', data: {} }
  return row ? log.append(run, [{ event, cause: { by: 'run', id: run } }], row.version) : []
}

/** The row of a run that failed and has attempts left. */
const failedWithRetries = async (
  run: string,
  log: Pick<Driving['log'], 'row'>,
): Promise<StatusRow | undefined> => {
  const row = await log.row(status, run)
  return row?.tag === 'failed' && driver.triesAgain?.(row) ? row : undefined
}
