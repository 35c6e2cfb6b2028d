import type { CommitEvent } from '../events/commit.ts'
import type { CommitEffect, CommitRun } from '../machines/commit-run.ts'
import type { Effect } from '../ports/world.ts'
import { draft } from './commit/draft.ts'
import { plan } from './commit/plan.ts'
import { prepare } from './commit/prepare.ts'
import { publish } from './commit/publish.ts'
import { publishRevert, revert } from './commit/revert.ts'
import { start } from './commit/start.ts'

/** What the chart of a commit may ask for. */
export const commitEffects: Readonly<Record<CommitEffect, Effect<CommitRun, CommitEvent>>> = {
  plan,
  start,
  draft,
  prepare,
  publish,
  revert,
  publishRevert,
}
