import type { Effect } from '../../../engine/kind.ts'
import { type CarryOutStep, runSteps } from '../../../engine/run-steps.ts'
import { checkoutGone, gateUnknown, treeChanged } from '../../../errors/pipelines.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { PipelineEvent } from '../../../events/pipeline.ts'
import { again, isOver, type SteppedRun, withStep } from '../../../machines/stepped-run.ts'
import { madeBy, readInputs } from '../../../pipelines/plan.ts'
import { carryOutGate } from '../carry-out.ts'
import { pipelineNamed, requestOf } from '../request.ts'
import type { World } from '../world.ts'

const carryOut: CarryOutStep<World> = async (step, context, world, run) => {
  const request = requestOf(context)
  const pipeline = pipelineNamed(request.pipeline, world)
  const gate = pipeline.gates.find(({ name }) => name === step.id)
  if (!gate) throw gateUnknown(request.pipeline, step.id, namesOf(pipeline.gates))
  if (request.unchanged.includes(gate.name)) {
    const reason = `Nothing has changed that matches ${gate.paths.join(', ')}.`
    return { state: 'skipped', code: 'unchanged', reason }
  }
  // A pull may have changed what was allowed when the run was planned.
  const things = await world.notAllowed(request.pipeline, gate.name)
  if (things.length > 0) throw notAllowed(things)
  const root = await rootOf(context, world, run)
  return carryOutGate({ run, request, pipeline, gate, root }, world)
}

const namesOf = (gates: readonly { readonly name: string }[]) => gates.map(({ name }) => name)

/** The top of the files that a run looks at. PIPELINE_CHECKOUT_GONE. */
const rootOf = async (
  context: SteppedRun,
  { tools, repository }: World,
  run: string,
): Promise<string> => {
  if (!requestOf(context).clean) return repository.facts.root
  const checkout = await tools.checkout(run)
  if (checkout === undefined) throw checkoutGone()
  return checkout
}

const steps = runSteps<World>(carryOut, ({ concurrency }) => concurrency)

/**
 * Carries out the gates; what a worker that was killed left running of them ends first. If a gate is over already, the files must
 * still be those that it looked at. At the end it says if they have changed meanwhile.
 */
export const run: Effect<SteppedRun, PipelineEvent, World> = async function* (
  context,
  world,
  name,
) {
  await world.processes.endMarked(name)
  const root = await rootOf(context, world, name)
  const tree = readInputs(context.inputs)?.tree ?? ''
  const now = async () => {
    const { pipeline } = requestOf(context)
    return (await world.tools.state(root, madeBy(pipelineNamed(pipeline, world)))).tree
  }
  if (context.steps.some(({ state }) => state !== 'planned')) {
    const found = await now()
    if (found !== tree) throw treeChanged(tree, found)
  }
  let left = context.steps.map(step => (step.state === 'running' ? { ...step, ...again } : step))
  // It yields events of steps only, which are among the kind's.
  for await (const event of steps(context, world, name) as AsyncIterable<PipelineEvent>) {
    if (event.type === 'step.started')
      left = [...withStep(left, event.data.step, { state: 'running' })]
    if (event.type !== 'step.finished') {
      yield event
      continue
    }
    const { step, state, evidence } = event.data
    left = [...withStep(left, step, { state })]
    if (!evidence || !isOver(left)) {
      yield event
      continue
    }
    const treeAfter = await now()
    if (treeAfter === tree) yield event
    else {
      const facts = { ...evidence.facts, treeAfter }
      yield { ...event, data: { ...event.data, evidence: { ...evidence, facts } } }
    }
  }
}
