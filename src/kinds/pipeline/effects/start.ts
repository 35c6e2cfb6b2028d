import type { Effect } from '../../../engine/kind.ts'
import type { PipelineEvent } from '../../../events/pipeline.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { requestOf } from '../request.ts'
import type { World } from '../world.ts'

/** Begins; a clean run in its fresh checkout. */
export const start: Effect<SteppedRun, PipelineEvent, World> = async function* (
  context,
  { tools },
  run,
) {
  const { clean, commit } = requestOf(context)
  if (clean && !(await tools.checkout(run))) await tools.checkOut(run, commit)
  yield { type: 'run.started', data: {} }
}
