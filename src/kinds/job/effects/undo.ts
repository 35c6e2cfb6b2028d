import type { Effect } from '../../../engine/kind.ts'
import { jobUndoFailed, jobUndoMissing } from '../../../errors/job-runs.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { JobEvent } from '../../../events/job.ts'
import type { Evidence } from '../../../events/steps.ts'
import { stepOf } from '../../../jobs/route.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { answerCalls } from '../calls.ts'
import { carryOut } from '../carry-out.ts'
import type { World } from '../world.ts'
import { requestOf } from './request.ts'

/**
 * Runs the job's `undo` for each step that was done, last one first; what a worker that was killed left running of it ends first. An
 * undo that was cut off begins anew.
 */
export const undo: Effect<SteppedRun, JobEvent, World> = async function* (context, world, run) {
  await world.endLeftovers(run)
  const request = requestOf(context)
  const job = await world.catalog().find(request.job)
  if (job.state === 'broken') throw job.error
  if (job.state === 'not-allowed') throw notAllowed(job.things)
  if (!job.definition.undoes) throw jobUndoMissing(request.job)
  const evidence: Evidence[] = []
  for (const step of context.steps.filter(({ state }) => state === 'done').reverse()) {
    const part = request.parts.find(each => stepOf(each) === step.id)
    if (!part) continue
    const calls = answerCalls({ run, request, step, record: async () => {}, undoes: true }, world)
    const end = await carryOut(
      { run, step: step.id, verb: 'undo', job, request, part },
      calls,
      world,
    )
    if (end.state === 'failed') throw jobUndoFailed(step.id, end.reason ?? '')
    if (end.evidence) evidence.push(end.evidence)
  }
  yield { type: 'undo.finished', data: { evidence } }
}
