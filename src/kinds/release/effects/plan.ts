import type { Effect } from '../../../engine/kind.ts'
import type { ReleaseEvent } from '../../../events/release.ts'
import { StagingRequest } from '../../../events/release.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { stagingsOf } from '../../../projections/release/staged.ts'
import { nameOf } from '../../../releases/release.ts'
import { rulesName } from '../../../releases/staging-report.ts'
import type { World } from '../world.ts'

/** Plans the one step, unless the release was staged anew since then: nobody needs what its older tree has. */
export const plan: Effect<SteppedRun, ReleaseEvent, World> = async function* (context, world, run) {
  const request = StagingRequest.parse(context.request)
  const all = await stagingsOf(request, world.log)
  const own = all.findIndex(row => row.run === run)
  const later = all.slice(own + 1).at(-1)
  if (own >= 0 && later) {
    const detail = `${nameOf(request)} was staged anew: ${later.run}.`
    yield { type: 'run.skipped', data: { code: 'staged-anew', detail } }
    return
  }
  const inputs = `${request.tree} ${request.commit} ${rulesName(world.layout())}`
  const step = { id: 'rules', label: nameOf(request), needs: [], repeat: 'safe', blocking: true }
  yield { type: 'steps.planned', data: { inputs, steps: [{ ...step, repeat: 'safe' }] } }
}
