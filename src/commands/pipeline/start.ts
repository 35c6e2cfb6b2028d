import type { World } from '../../kinds/pipeline/world.ts'
import { unchangedGates } from '../../pipelines/changed-gates.ts'
import { pipelineRun } from '../../pipelines/names.ts'
import { madeBy } from '../../pipelines/plan.ts'
import type { Note } from '../../ports/hooks.ts'
import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { WorkContext } from '../context.ts'
import { requestPipeline } from './run.ts'
import { pipelineWorld } from './world.ts'

/**
 * Records a run for each pipeline that the notes of hooks start. A hook starts a pipeline on a commit once, so reading the notes again
 * after a crash starts nothing twice.
 */
export const startPipelines = async (
  context: WorkContext,
  notes: readonly Note[],
): Promise<void> => {
  if (notes.length === 0) return
  const world = await pipelineWorld(context)
  for (const [name, pipeline] of Object.entries(world.pipelines))
    for (const note of notes.filter(({ hook }) => pipeline.on.some(each => each === hook)))
      await startOne(name, pipeline, note, world, context)
}

const startOne = async (
  name: string,
  pipeline: PipelineSettings,
  { hook, commit: noted, during }: Note,
  world: World,
  context: WorkContext,
): Promise<void> => {
  const isCommit = hook === 'post-commit'
  // In the middle of a rebase every commit is followed by another one; post-rewrite comes at its end.
  if (isCommit && during !== undefined) return
  const { root } = world.repository.facts
  const { branch, commit: head } = await world.tools.state(root, madeBy(pipeline))
  const commit = isCommit ? (noted ?? head) : head
  if (commit === undefined) return
  const request = {
    ...{ pipeline: name, commit, clean: pipeline.clean },
    ...(branch !== undefined && { branch }),
    cause: { by: 'hook' as const, hook },
    unchanged: isCommit ? await unchangedIn(commit, pipeline.gates, world) : [],
  }
  await requestPipeline(pipelineRun(name, commit, hook), request, context)
}

/** The gates that nothing concerns which a commit changed. */
const unchangedIn = async (
  commit: string,
  gates: Parameters<typeof unchangedGates>[0],
  { repository }: Pick<World, 'repository'>,
): Promise<string[]> => {
  if (gates.every(({ paths }) => paths.length === 0)) return []
  const files = await repository.diff(commit)
  const changed = files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))
  return [...unchangedGates(gates, changed)]
}
