import type { PipelineRequest } from '../../events/pipeline.ts'
import type { Gate, PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { World } from './world.ts'

/** A gate that is carried out: of which run, and at which top of a working tree. */
export interface GatePlace {
  readonly run: string
  readonly request: PipelineRequest
  readonly pipeline: PipelineSettings
  readonly gate: Gate
  readonly root: string
}

/** What a gate found; `facts` are kept as evidence. */
export interface Finding {
  /** Why the gate fails; it passes without. */
  readonly failure?: { readonly code: string; readonly reason: string } | undefined
  readonly facts?: Readonly<Record<string, unknown>> | undefined
}

/** What a gate that git-doc brings along does after its command, if it has one, succeeded. */
export type Judge = (
  place: GatePlace,
  world: World,
  /** What its command printed on standard output. */
  printed: string,
) => Promise<Finding>

/** A gate that does not pass. */
export const failing = (
  code: string,
  reason: string,
  facts?: Finding['facts'],
): Finding & { readonly failure: NonNullable<Finding['failure']> } => ({
  failure: { code, reason },
  facts,
})
