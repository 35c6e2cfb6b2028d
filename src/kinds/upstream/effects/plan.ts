import type { Effect } from '../../../engine/kind.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { UpstreamEvent } from '../../../events/upstream.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { inputsOf, stepsOf } from '../../../upstream/plan.ts'
import { requestOf, sourceNamed } from '../source.ts'
import type { World } from '../world.ts'

/** Plans the steps that the source has as it is configured now. What it would run must be allowed. */
export const plan: Effect<SteppedRun, UpstreamEvent, World> = async function* (context, world) {
  const request = requestOf(context)
  const source = sourceNamed(request.source, world)
  const things = await world.notAllowed(request.source)
  if (things.length > 0) {
    const { message, hint } = notAllowed(things)
    const detail = `${message} ${hint}`
    yield { type: 'apply.deferred', data: { reason: 'not-allowed', detail } }
    return
  }
  const inputs = inputsOf(request, source)
  yield { type: 'steps.planned', data: { inputs, steps: [...stepsOf(source)] } }
}
