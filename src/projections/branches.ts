import type { BranchEvent } from '../events/branch.ts'
import type { Projection } from '../ports/log.ts'

/** How far a branch was read. */
export interface BranchRow {
  readonly ref: string
  readonly seen: string
}

const kind = 'branch/'

/** Every branch that is followed, by its ref: there are few of them among many commits, and each start asks for them. */
export const branches: Projection<BranchRow> = {
  name: 'branches',
  version: 1,
  key: ({ run }) => (run.startsWith(kind) ? run.slice(kind.length) : undefined),
  apply(_, { run, event }) {
    // Of a run of this kind it can be no other; that it is whole was seen when it was appended.
    const { commit } = (event as BranchEvent).data
    return { ref: run.slice(kind.length), seen: commit }
  },
}
