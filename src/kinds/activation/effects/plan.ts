import type { Effect } from '../../../engine/kind.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { ActivationEvent } from '../../../events/activation.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { sha256 } from '../../../releases/sha256.ts'
import type { World } from '../world.ts'
import { requestOf } from './request.ts'

/** The step that commits the pointer. */
export const pointerStep = 'pointer'

/** The step that tells of it in one way. */
export const syncStep = (way: string): string => `sync-${way}`

/** Plans the pointer's commit and then who is told. What would be run and nobody allowed here makes the whole run wait before it. */
export const plan: Effect<SteppedRun, ActivationEvent, World> = async function* (context, world) {
  const request = requestOf(context)
  const things = (await world.sync?.notAllowed()) ?? []
  if (things.length > 0) {
    const { message, hint } = notAllowed(things)
    yield { type: 'apply.deferred', data: { reason: 'not-allowed', detail: `${message} ${hint}` } }
    return
  }
  const step = { repeat: 'safe', blocking: true } as const
  const steps = [
    { id: pointerStep, label: 'pointer', needs: [], ...step },
    ...(world.sync?.ways ?? []).map(way => ({
      id: syncStep(way),
      label: way === 'url' ? 'sync by request' : 'sync by command',
      needs: [pointerStep],
      ...step,
    })),
  ]
  yield { type: 'steps.planned', data: { inputs: sha256(JSON.stringify(request)), steps } }
}
