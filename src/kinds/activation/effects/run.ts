import type { Effect } from '../../../engine/kind.ts'
import { namingMade } from '../../../engine/made-commits.ts'
import { type CarryOutStep, runSteps } from '../../../engine/run-steps.ts'
import type { ActivationEvent } from '../../../events/activation.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { status } from '../../../projections/status.ts'
import { commitPointer } from '../commit-pointer.ts'
import { tell } from '../tell.ts'
import type { World } from '../world.ts'
import { pointerStep } from './plan.ts'
import { requestOf } from './request.ts'

const carryOut: CarryOutStep<World> = async (step, context, world, run, record) => {
  const request = requestOf(context)
  if (step.id === pointerStep) {
    const time = world.stopwatch()
    const commit = await commitPointer({ run, request, step, record }, world)
    const evidence = { what: 'the pointer', milliseconds: time(), files: [], facts: { commit } }
    return { state: 'done', evidence }
  }
  const commit = (await made(run, world)) ?? ''
  return tell({ run, way: step.id === 'sync-url' ? 'url' : 'command', request, commit }, world)
}

/** The commit that the first step made: it is on record by now. */
const made = async (run: string, { log }: Pick<World, 'log'>): Promise<string | undefined> => {
  const row = await log.row(status, run)
  const steps = (row?.context as SteppedRun | undefined)?.steps ?? []
  return steps.find(({ id }) => id === pointerStep)?.commits?.at(-1)?.commit
}

const steps = runSteps<World>(namingMade(carryOut))

/** Carries out the steps; what a worker that was killed left running of them ends first. */
export const run: Effect<SteppedRun, ActivationEvent, World> = async function* (
  context,
  world,
  name,
) {
  await world.endLeftovers(name)
  // It yields events of steps only, which are among the kind's.
  yield* steps(context, world, name) as AsyncIterable<ActivationEvent>
}
