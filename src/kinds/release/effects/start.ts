import type { Effect } from '../../../engine/kind.ts'
import type { ReleaseEvent } from '../../../events/release.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import type { World } from '../world.ts'

/** Nothing stands in the way of looking. */
export const start: Effect<SteppedRun, ReleaseEvent, World> = async function* () {
  yield { type: 'run.started', data: {} }
}
