import type { Effect } from '../../../engine/kind.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { UpstreamEvent } from '../../../events/upstream.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import { commitFiles, messageOf } from '../commit.ts'
import { labelOf, rollBack } from '../rollback.ts'
import { requestOf } from '../source.ts'
import type { World } from '../world.ts'

/** A rollback by hand: files, checkout and service as they were before, and a commit that takes back the one of the update. */
export const undo: Effect<SteppedRun, UpstreamEvent, World> = async function* (
  context,
  world,
  run,
) {
  await world.processes.endMarked(run)
  const { source, to } = requestOf(context)
  const things = await world.notAllowed(source)
  if (things.length > 0) throw notAllowed(things)
  const { to: previous, evidence } = await rollBack(run, context, true, world)
  const [made] = context.steps.flatMap(({ commits = [] }) => commits)
  const all = [...evidence]
  if (made) {
    const paths = (await world.repository.diff(made.commit)).map(({ path }) => path)
    const back = previous ?? { version: labelOf(previous) }
    const message = messageOf(run, { source, to: back }, to)
    const commit = await commitFiles(paths, message, world)
    const facts = commit === undefined ? { unchanged: true } : { commit }
    all.push({ what: 'commit', milliseconds: 0, files: [], facts })
  }
  yield { type: 'undo.finished', data: { evidence: all } }
}
