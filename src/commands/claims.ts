import type { Violation } from '../documentation/proof.ts'
import type { CommitEvent } from '../events/commit.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Publication } from '../machines/commit-run.ts'
import type { EventLog } from '../ports/log.ts'

/** What the log says a doc commit did: its event, the run it is of, and the code commit that run follows. */
export interface Claim extends Publication {
  /** It gave back, or forth again, what another one changed. */
  readonly reverts: boolean
  readonly run: string
  readonly commit: string
}

/** What could be proven of one doc commit, from Git and, where the log has it, its event. */
export interface Verified {
  readonly commit: string
  readonly run: string
  readonly kind: 'doc' | 'revert' | 'amended'
  readonly state: 'proven' | 'violated' | 'undecided'
  /** Whether its branch, or for one that the log does not know, HEAD has it. */
  readonly reachable: boolean
  readonly violations: readonly Violation[]
  /** What was seen, or why nothing could be decided. */
  readonly detail: string
}

/** The doc commits that were published, in order, of one run or of all. */
export const claimsOf = async (log: EventLog, run?: string): Promise<readonly Claim[]> => {
  const claims: Claim[] = []
  const prepared = new Map<string, Claim>()
  const reverting = new Set<string>()
  const events = run === undefined ? log.all() : await log.read(run)
  for await (const recorded of events) {
    const event = commitEventOf(recorded)
    if (event?.type === 'revert.requested') reverting.add(recorded.run)
    if (event?.type === 'retry.requested') reverting.delete(recorded.run)
    if (event?.type === 'commit.prepared') {
      const { run } = recorded
      const claim = { ...event.data, run, commit: run.slice('commit/'.length) }
      prepared.set(run, { ...claim, reverts: reverting.has(run) })
    }
    const claim = prepared.get(recorded.run)
    if (event?.type === 'commit.published' && claim?.docCommit === event.data.docCommit) {
      claims.push(claim)
    }
  }
  return claims
}

/** Of a run of this kind it can be no other; that it is whole was seen when it was appended. */
const commitEventOf = ({ run, event }: Recorded): CommitEvent | undefined =>
  run.startsWith('commit/') ? (event as CommitEvent) : undefined
