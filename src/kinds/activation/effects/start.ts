import type { Effect } from '../../../engine/kind.ts'
import type { ActivationEvent } from '../../../events/activation.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import type { World } from '../world.ts'

/** Everything that must be so is looked at where the pointer moves. */
export const start: Effect<SteppedRun, ActivationEvent, World> = async function* () {
  yield { type: 'run.started', data: {} }
}
