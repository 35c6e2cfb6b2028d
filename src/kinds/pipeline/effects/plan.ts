import type { Effect } from '../../../engine/kind.ts'
import { commitMoved } from '../../../errors/pipelines.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { PipelineEvent } from '../../../events/pipeline.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import {
  configurationHash,
  inputsText,
  madeBy,
  readInputs,
  stepsOf,
  wantedGates,
} from '../../../pipelines/plan.ts'
import { pipelineNamed, requestOf } from '../request.ts'
import type { World } from '../world.ts'

/** Plans the gates that the pipeline has as it is configured now, on the files as they are now. What it would run must be allowed. */
export const plan: Effect<SteppedRun, PipelineEvent, World> = async function* (
  context,
  world,
  run,
) {
  const request = requestOf(context)
  const pipeline = pipelineNamed(request.pipeline, world)
  const things = await world.notAllowed(request.pipeline)
  if (things.length > 0) {
    const { message, hint } = notAllowed(things)
    const detail = `${message} ${hint}`
    yield { type: 'apply.deferred', data: { reason: 'not-allowed', detail } }
    return
  }
  const { tools, repository } = world
  const checkout = request.clean ? await tools.checkout(run) : undefined
  const root = checkout ?? repository.facts.root
  const state = await tools.state(root, madeBy(pipeline))
  if (!request.clean && state.commit !== request.commit) {
    const { message, hint } = commitMoved(run, request.commit, state.commit)
    if (request.cause.by === 'hand') throw commitMoved(run, request.commit, state.commit)
    yield { type: 'run.skipped', data: { code: 'moved-on', detail: `${message} ${hint}` } }
    return
  }
  const before = readInputs(context.inputs)?.checkout
  const inputs = inputsText({
    commit: request.commit,
    tree: request.clean ? await tools.treeOf(request.commit) : state.tree,
    configuration: configurationHash(pipeline),
    // What was done in a checkout that is gone is not done in the next one.
    checkout: (before ?? 0) + Number(before !== undefined && request.clean && !checkout),
  })
  const gates = wantedGates(pipeline.gates, request.gates)
  yield { type: 'steps.planned', data: { inputs, steps: [...stepsOf(gates)] } }
}
