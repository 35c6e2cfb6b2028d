import type { PipelineRequest } from '../../events/pipeline.ts'
import type { Recorded } from '../../events/recorded.ts'
import { pipeline as kind } from '../../kinds/pipeline/kind.ts'
import { pipelineRun } from '../../pipelines/names.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import type { WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'
import { resolveRun, type WantedRun } from './wanted.ts'
import { pipelineWorld } from './world.ts'

export interface RunPipelineOptions extends WantedRun {
  /** Makes the run's name new. */
  readonly id: string
  onBegin?(run: StatusRow, index: number, of: number): void
  onRecorded?(recorded: Recorded): void
}

/**
 * Takes what is checked out through the gates of a pipeline and resolves to the name of the run. A request that is carried out a second
 * time goes on with the run that it began.
 */
export const runPipeline = async (
  context: WorkContext,
  { id, onBegin, onRecorded, ...wanted }: RunPipelineOptions,
): Promise<{ readonly run: string }> => {
  const { commit, branch, unchanged, clean } = await resolveRun(
    wanted,
    await pipelineWorld(context),
  )
  const run = pipelineRun(wanted.name, commit, id)
  const request: PipelineRequest = {
    pipeline: wanted.name,
    commit,
    ...(branch !== undefined && { branch }),
    cause: { by: 'hand' },
    ...(wanted.gates && { gates: [...wanted.gates] }),
    unchanged: [...unchanged],
    clean,
  }
  await requestPipeline(run, request, context)
  const options = { runs: [run], ...(onBegin && { onBegin }) }
  for await (const recorded of workOpen(kind, context, options)) onRecorded?.(recorded)
  return { run }
}

/** Records that a run is asked for; false if it is there already. */
export const requestPipeline = async (
  run: string,
  request: PipelineRequest,
  { log, attribution }: Pick<WorkContext, 'log' | 'attribution'>,
): Promise<boolean> => {
  if (await log.row(status, run)) return false
  const { actor, cause } = await attribution()
  const event = { type: 'run.requested', data: { ...request } }
  await log.append(run, [{ event, id: `requested:${run}`, actor, ...(cause && { cause }) }], 0)
  return true
}
