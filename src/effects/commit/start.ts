import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { World } from '../../ports/world.ts'

/** Begins the work, or puts it off before anything is paid for: what stands in the way now would at the end too. */
export async function* start(
  run: CommitRun,
  world: World,
  name: string,
): AsyncGenerator<CommitEvent> {
  const targets = run.targets.filter(({ state }) => state !== 'done').map(({ id }) => id)

  const obstacle = await world.docCommits.obstacle()
  if (obstacle) {
    const { reason, detail } = obstacle
    return yield { type: 'apply.deferred', data: { reason, detail, targets } }
  }

  const other = await world.waiting(targets, name)
  if (other) {
    const detail = `An older commit waits with the same section: ${other}.`
    return yield { type: 'apply.deferred', data: { reason: 'section-waiting', detail, targets } }
  }
  yield { type: 'apply.started', data: {} }
}
