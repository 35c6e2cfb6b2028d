import { unknownRun } from '../../errors/usage.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { evidenceOf, type PipelineEvidence } from '../../pipelines/evidence.ts'
import type { EventLog } from '../../ports/log.ts'
import type { PipelineTools } from '../../ports/pipelines.ts'
import { status } from '../../projections/status.ts'

/** The evidence of a run as the log has it. UNKNOWN_RUN. */
export const readEvidence = async (
  run: string,
  { log, tools }: { readonly log: EventLog; readonly tools: Pick<PipelineTools, 'versions'> },
): Promise<PipelineEvidence> => {
  const [row, events] = await Promise.all([log.row(status, run), log.read(run)])
  const last = events.at(-1)
  if (!row || !last) throw unknownRun(run)
  const [id, chain, versions] = await Promise.all([
    log.chain(1),
    log.chain(last.position),
    tools.versions(),
  ])
  return {
    ...evidenceOf(run, row.state, row.context as SteppedRun, events),
    tools: { ...versions },
    log: { id, version: last.version, chain },
  }
}
