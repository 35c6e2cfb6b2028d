import { pipelineUnknown } from '../../errors/pipelines.ts'
import { PipelineRequest } from '../../events/pipeline.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { World } from './world.ts'

/** What a run was asked for with. */
export const requestOf = ({ request }: Pick<SteppedRun, 'request'>): PipelineRequest =>
  PipelineRequest.parse(request)

/** A pipeline as it is configured now. PIPELINE_UNKNOWN. */
export const pipelineNamed = (
  name: string,
  { pipelines }: Pick<World, 'pipelines'>,
): PipelineSettings => {
  const found = Object.hasOwn(pipelines, name) ? pipelines[name] : undefined
  if (!found) throw pipelineUnknown(name, Object.keys(pipelines))
  return found
}
