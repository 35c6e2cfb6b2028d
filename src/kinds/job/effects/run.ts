import type { Effect } from '../../../engine/kind.ts'
import { namingMade } from '../../../engine/made-commits.ts'
import { type CarryOutStep, runSteps } from '../../../engine/run-steps.ts'
import { jobChanged } from '../../../errors/job-runs.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { JobEvent } from '../../../events/job.ts'
import { stepOf } from '../../../jobs/route.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { answerCalls } from '../calls.ts'
import { carryOut } from '../carry-out.ts'
import type { ReadyJob } from '../catalog.ts'
import type { World } from '../world.ts'
import { inputsOf } from './inputs.ts'
import { requestOf } from './request.ts'

/** Runs the job's steps, each in a child process of its own. */
const carryOutStep: CarryOutStep<World> = async (step, context, world, run, record) => {
  const request = requestOf(context)
  const job = await sameJob(context, world)
  const part = request.parts.find(each => stepOf(each) === step.id)
  if (!part) throw new Error(`${run} has no part "${step.id}".`)
  const calls = answerCalls({ run, request, step, record }, { ...world, making: world })
  return carryOut({ run, step: step.id, verb: 'run', job, request, part }, calls, world)
}

/** The job as it was planned. JOB_CHANGED, NOT_ALLOWED. */
const sameJob = async (context: SteppedRun, world: World): Promise<ReadyJob> => {
  const request = requestOf(context)
  const entry = await world.catalog().find(request.job)
  if (entry.state === 'broken') throw entry.error
  if (entry.state === 'not-allowed') throw notAllowed(entry.things)
  if ((await inputsOf(request, entry, world)) !== context.inputs) throw jobChanged(entry.file.path)
  return entry
}

const steps = runSteps<World>(namingMade(carryOutStep), ({ concurrency }) => concurrency)

/** Carries out the steps; what a worker that was killed left running of them ends first. */
export const run: Effect<SteppedRun, JobEvent, World> = async function* (context, world, name) {
  await world.endLeftovers(name)
  // It yields events of steps only, which are among the kind's.
  yield* steps(context, world, name) as AsyncIterable<JobEvent>
}
