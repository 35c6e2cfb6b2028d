import { isOfKind, parseRun } from '../engine/run-name.ts'
import type { BranchEvent } from '../events/branch.ts'
import type { Projection } from '../ports/projection.ts'

/** The name of the kind of run that records how far a branch was read. */
export const branchKind = 'branch'

/** How far a branch was read. */
export interface BranchRow {
  readonly ref: string
  readonly seen: string
}

/**
 * Every followed branch, by its ref. A separate view, because there are few branches among many commits and every start
 * reads them.
 */
export const branches: Projection<BranchRow> = {
  name: 'branches',
  version: 1,
  key: ({ run }) => (isOfKind(run, branchKind) ? parseRun(run).key : undefined),
  apply(_, { run, event }) {
    // The only cast here: the log checked the event against the schema when it was appended.
    const { commit } = (event as BranchEvent).data
    return { ref: parseRun(run).key, seen: commit }
  },
}
