import { gateUnknown, noCommitYet } from '../../errors/pipelines.ts'
import { pipelineNamed } from '../../kinds/pipeline/request.ts'
import type { World } from '../../kinds/pipeline/world.ts'
import { unchangedGates } from '../../pipelines/changed-gates.ts'
import { madeBy, wantedGates } from '../../pipelines/plan.ts'
import type { Gate } from '../../ports/pipeline-settings.ts'

export interface WantedRun {
  readonly name: string
  /** Only these gates, and what they need. */
  readonly gates?: readonly string[] | undefined
  /** Gates with `paths` are skipped if nothing of theirs differs from the merge base with this revision. */
  readonly since?: string | undefined
  readonly clean?: boolean | undefined
}

/** What a wish for a run comes to here and now. */
export interface ResolvedRun {
  readonly commit: string
  readonly branch?: string | undefined
  readonly gates: readonly Gate[]
  readonly unchanged: readonly string[]
  readonly clean: boolean
}

/** Looks at what a person asks for. PIPELINE_UNKNOWN, GATE_UNKNOWN, NO_HISTORY, UNKNOWN_COMMIT, BASE_MISSING. */
export const resolveRun = async (
  { name, gates: named, since, clean }: WantedRun,
  { repository, tools, pipelines }: World,
): Promise<ResolvedRun> => {
  const pipeline = pipelineNamed(name, { pipelines })
  const known = pipeline.gates.map(gate => gate.name)
  const unknown = named?.find(gate => !known.includes(gate))
  if (unknown !== undefined) throw gateUnknown(name, unknown, known)
  const { root } = repository.facts
  const { commit, branch } = await tools.state(root, madeBy(pipeline))
  if (commit === undefined) throw noCommitYet()
  const gates = wantedGates(pipeline.gates, named)
  const unchanged =
    since === undefined
      ? []
      : unchangedGates(gates, await tools.changed(root, await repository.resolve(since)))
  return {
    commit,
    ...(branch !== undefined && { branch }),
    gates,
    unchanged,
    clean: clean ?? pipeline.clean,
  }
}
