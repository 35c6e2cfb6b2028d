import { runName } from '../engine/run-name.ts'

/** A run of a pipeline on a commit; `id` makes it new. */
export const pipelineRun = (pipeline: string, commit: string, id: string): string =>
  runName('pipeline', `${pipeline}@${commit}.${id}`)

/** The pipeline that a run is of. */
export const pipelineOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('@')))
