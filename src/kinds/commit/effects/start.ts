import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { World } from '../world.ts'
import { basisOf } from './basis.ts'

/** Begins the work, or defers it before it costs money if something already blocks the doc commit. */
export async function* start(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const targets = run.targets.filter(({ state }) => state !== 'done').map(({ id }) => id)

  const { commitDocUpdates, docCommitAuthor: author, docCommitCommitter } = world.settings.git
  const files = [...new Set(run.targets.map(({ file }) => file))]
  const work = commitDocUpdates
    ? { basis: basisOf(run), files, author, committer: docCommitCommitter }
    : undefined
  const blocker = await world.publisher.blocker(work)
  if (blocker) {
    const { reason, detail } = blocker
    return yield { type: 'apply.deferred', data: { reason, detail, targets } }
  }

  const other = await world.waiting(targets, name)
  if (other) {
    const detail = `An older commit is waiting with the same section: ${other}.`
    return yield { type: 'apply.deferred', data: { reason: 'section-waiting', detail, targets } }
  }
  yield { type: 'apply.started', data: {} }
}
