import type { Effect } from '../../../engine/kind.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { JobEvent } from '../../../events/job.ts'
import { stepOf } from '../../../jobs/route.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { isBefore } from '../../../ports/jobs.ts'
import { fingerprints } from '../../../projections/job/fingerprints.ts'
import type { World } from '../world.ts'
import { inputsOf } from './inputs.ts'
import { requestOf } from './request.ts'

/** Finds the job's file as it is now, and plans a step for each set of parameters, unless nothing has changed since it succeeded. */
export const plan: Effect<SteppedRun, JobEvent, World> = async function* (context, world, run) {
  const request = requestOf(context)
  const { job, cause, parts, force } = request
  if (cause.by === 'hook' && isBefore(cause.hook)) {
    const detail = `Git's ${cause.hook} is over, so there is nothing left that the job could refuse.`
    yield { type: 'run.skipped', data: { code: 'hook-over', detail } }
    return
  }
  const entry = await world.catalog().find(job)
  if (entry.state === 'broken') throw entry.error
  if (entry.state === 'not-allowed') {
    const { message, hint } = notAllowed(entry.things)
    const detail = `${message} ${hint}`
    yield { type: 'apply.deferred', data: { reason: 'not-allowed', detail } }
    return
  }
  const inputs = await inputsOf(request, entry, world)
  const earlier = force ? undefined : await world.log.row(fingerprints, inputs)
  if (earlier && earlier.run !== run) {
    const detail = `Nothing has changed since ${earlier.run} succeeded. --force runs it again.`
    yield { type: 'run.skipped', data: { code: 'unchanged', detail } }
    return
  }
  const { repeat } = entry.definition
  const steps = parts.map(part => ({
    id: stepOf(part),
    // The only step is the job itself.
    ...(parts.length === 1 && { label: job }),
    needs: [],
    repeat,
    blocking: true,
  }))
  yield { type: 'steps.planned', data: { inputs, steps } }
}
