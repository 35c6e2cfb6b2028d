import type { CommitEvent } from '../events/commit.ts'
import type { CommitEffect, CommitRun } from '../machines/commit.ts'
import type { Effect } from '../ports.ts'

export const commitEffects = {} as Record<CommitEffect, Effect<CommitRun, CommitEvent>>
