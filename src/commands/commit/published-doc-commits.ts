import type { Violation } from '../../documentation/proof.ts'
import type { Publication } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import { commitEvent, commitOf } from '../../projections/commit/run.ts'

/** What the log says about a doc commit: its event, its run, and the code commit that the run follows. */
export interface Claim extends Publication {
  /** It reverted a doc commit, or another revert. */
  readonly reverts: boolean
  readonly run: string
  readonly commit: string
}

/** The proof for one doc commit, from Git and, if the log has it, its event. */
export interface Verified {
  readonly commit: string
  readonly run: string
  readonly kind: 'doc' | 'revert' | 'amended'
  readonly state: 'proven' | 'violated' | 'undecided'
  /** Whether its branch contains it; for one that is missing from the log, whether HEAD does. */
  readonly reachable: boolean
  readonly violations: readonly Violation[]
  /** What was checked, or why the check was inconclusive. */
  readonly detail: string
}

/** The published doc commits in order, of one run or of all. */
export const claimsOf = async (log: EventLog, run?: string): Promise<readonly Claim[]> => {
  const claims: Claim[] = []
  const prepared = new Map<string, Claim>()
  const reverting = new Set<string>()
  const events = run === undefined ? log.all() : await log.read(run)
  for await (const recorded of events) {
    const event = commitEvent(recorded)
    if (event?.type === 'revert.requested') reverting.add(recorded.run)
    if (event?.type === 'retry.requested') reverting.delete(recorded.run)
    if (event?.type === 'commit.prepared') {
      const { run } = recorded
      const claim = { ...event.data, run, commit: commitOf(run) }
      prepared.set(run, { ...claim, reverts: reverting.has(run) })
    }
    const claim = prepared.get(recorded.run)
    if (event?.type === 'commit.published' && claim?.docCommit === event.data.docCommit) {
      claims.push(claim)
    }
  }
  return claims
}
