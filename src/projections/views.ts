import type { Kinds } from '../engine/kind.ts'
import type { AnyProjection } from '../ports/projection.ts'
import { counts } from './counts.ts'
import { failuresOf } from './failures.ts'
import { openRuns } from './open-runs.ts'
import { statusOf } from './status.ts'

/** Every view that a log with these kinds keeps up to date: the shared ones and each kind's own. */
export const viewsOf = (kinds: Kinds): readonly AnyProjection[] => [
  statusOf(kinds),
  openRuns,
  counts,
  failuresOf(kinds),
  ...[...kinds.values()].flatMap(({ views }) => views),
]
