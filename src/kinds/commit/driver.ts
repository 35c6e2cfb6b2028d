import type { Driver } from '../../engine/kind.ts'
import type { CommitRow } from './open-runs.ts'
import { reachable, work } from './run-commits.ts'
import { followLost } from './track-rewrites.ts'
import type { World } from './world.ts'

/** Works through the commits' runs in branch order, and only those on the branch. */
export const driver: Driver<World> = {
  refresh: ({ log, world }) => followLost(log, world, []),
  // Rows of this kind hold the context of its chart.
  workable: (runs, { world }) => reachable(runs as readonly CommitRow[], world.repository),
  async *work(runs, { log, world, begin, turns }) {
    const rows = runs as readonly CommitRow[]
    yield* work(rows, log, world.repository, world, {
      waits: new Map(),
      turns,
      begin: ({ row, index, of }) => begin(row, index, of),
    })
    await world.publisher.settle()
  },
}
