import type { Effect } from '../../../engine/kind.ts'
import type { UpstreamEvent } from '../../../events/upstream.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { isCommitMissing } from '../../../projections/upstream/installed.ts'
import { rollBack } from '../rollback.ts'
import { requestOf, sourceNamed } from '../source.ts'
import type { World } from '../world.ts'

/** After a step that failed: everything is put back as it was, unless nothing was touched or only the commit is missing. */
export const recover: Effect<SteppedRun, UpstreamEvent, World> = async function* (
  context,
  world,
  run,
) {
  await world.processes.endMarked(run)
  const begun = context.steps.filter(({ id, state }) => id !== 'keep' && state !== 'planned')
  if (begun.length === 0 || isCommitMissing(context)) {
    yield { type: 'run.recovered', data: { rolledBack: 'not-needed', evidence: [] } }
    return
  }
  const reloads = begun.some(({ id }) => id === 'reload')
  const source = sourceNamed(requestOf(context).source, world)
  if (reloads && source.artifact.length === 0) {
    const reason =
      'It has no `artifact`, so nothing was kept that could be put back. The service may be down: look at it now.'
    const data = {
      rolledBack: 'failed' as const,
      code: 'UPSTREAM_NOTHING_KEPT',
      reason,
      evidence: [],
    }
    yield { type: 'run.recovered', data }
    return
  }
  const { evidence } = await rollBack(run, context, reloads, world)
  yield { type: 'run.recovered', data: { rolledBack: true, evidence: [...evidence] } }
}
