import type { Effect } from '../../../engine/kind.ts'
import { parseRun } from '../../../engine/run-name.ts'
import type { JobEvent } from '../../../events/job.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { isReady } from '../catalog.ts'
import { needed, needsText } from '../needs.ts'
import type { World } from '../world.ts'
import { requestOf } from './request.ts'

/** Begins when the jobs that this one needs, of the same trigger, have ended well, and no other clone has claimed it. */
export const start: Effect<SteppedRun, JobEvent, World> = async function* (context, world, run) {
  const request = requestOf(context)
  const waits = await needed(request, parseRun(run).key, world.log)
  if (waits.length > 0) {
    yield { type: 'apply.deferred', data: { reason: 'needs', detail: needsText(waits) } }
    return
  }
  const entry = await world.catalog().find(request.job)
  const isClaimed =
    isReady(entry) && entry.definition.once === 'repository' && request.cause.by !== 'hand'
  if (isClaimed && (await world.claim(run)) === 'taken') {
    const detail = 'Another clone of the repository does it.'
    yield { type: 'run.skipped', data: { code: 'claimed-elsewhere', detail } }
    return
  }
  yield { type: 'run.started', data: {} }
}
