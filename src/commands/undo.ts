import { rehydrate } from '../engine/fold.ts'
import { kindOf } from '../engine/kind.ts'
import { unknownRun, wrongUsage } from '../errors/usage.ts'
import type { Recorded } from '../events/recorded.ts'
import { status } from '../projections/status.ts'
import { eventIdOf, type WorkContext } from './context.ts'
import { workOpen } from './work-open.ts'

/**
 * Takes back what a run did that is a row of steps. UNKNOWN_RUN; USAGE for a run that did nothing, or that cannot be undone. A request
 * that is carried out a second time goes on with the undo that it began.
 */
export const undo = async (
  context: WorkContext,
  run: string,
  onRecorded: (recorded: Recorded) => void = () => {},
): Promise<{ readonly run: string }> => {
  const { log, kinds, request, attribution } = context
  const row = await log.row(status, run)
  if (!row) throw unknownRun(run)
  const kind = kindOf(kinds, run)
  const event = { type: 'undo.requested', data: {} }
  if (rehydrate(kind.machine, row).can(event)) {
    const id = request && eventIdOf(request, 'undo')
    await log.append(run, [{ event, id, ...(await attribution()) }], row.version)
  } else if (row.state !== 'reverting')
    throw wrongUsage(
      `${run} cannot be undone: its state is ${row.state}.`,
      'Only a run that succeeded can be undone, and only once.',
    )
  for await (const recorded of workOpen(kind, context, { runs: [run] })) onRecorded(recorded)
  return { run }
}
