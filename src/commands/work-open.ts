import { driverOf } from '../engine/driver.ts'
import type { Kind } from '../engine/kind.ts'
import type { Recorded } from '../events/recorded.ts'
import { openRows } from '../projections/open-runs.ts'
import type { StatusRow } from '../projections/status.ts'
import type { WorkContext } from './context.ts'

export interface WorkOpenOptions {
  /** Only these runs; by default every open one. */
  readonly runs?: readonly string[] | undefined
  /** Takes a run for this work; false if another work has it. */
  claim?(run: string): boolean
  onBegin?(run: StatusRow, index: number, of: number): void
}

/**
 * Works on the open runs of one kind as far as they go: those that are active, those whose wait may be over, and those that failed
 * and are tried again without anybody asking. Yields each event.
 */
export async function* workOpen(
  kind: Kind,
  context: WorkContext,
  { runs, claim = () => true, onBegin = () => {} }: WorkOpenOptions = {},
): AsyncGenerator<Recorded> {
  const open = await openRows(context.log, ['active', 'waiting', 'failed'], kind.name)
  const wanted = open.filter(({ run }) => runs?.includes(run) ?? true)
  if (wanted.length === 0) return
  const driver = await driverOf(kind)
  const rows = wanted.filter(
    row => (row.tag !== 'failed' || driver.triesAgain?.(row)) && claim(row.run),
  )
  const { log, turns, concurrency } = context
  yield* driver.work(rows, {
    log,
    world: await context.openWorld(kind),
    turns,
    concurrency,
    begin: (run, index, of) => onBegin(run as StatusRow, index, of),
  })
}
