import type { Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import type { Branch } from '../machines/branch.ts'
import { fold } from '../machines/fold.ts'
import type { EventLog, Repository } from '../ports.ts'
import { branches } from '../projections/branches.ts'

/** The name of the run that follows a commit. */
export const commitRun = (commit: string): string => `commit/${commit}`

const branchRun = (ref: string): string => `branch/${ref}`

/** How far a branch was read: undefined for one that git-doc never looked at. */
export const seenOf = async (log: EventLog, ref: string): Promise<Branch & { version: number }> => {
  const run = branchRun(ref)
  const past = await log.read(run)
  const state = fold(
    kindOf(run).machine,
    past.map(({ event }) => event),
  )
  return { ...(state.context as Branch), version: past.length }
}

/** How far each followed branch was read, by its ref. */
export const allSeen = async (log: EventLog): Promise<ReadonlyMap<string, string>> => {
  const seen = new Map<string, string>()
  for await (const [ref, row] of log.rows(branches)) seen.set(ref, row.seen)
  return seen
}

/** Leaves everything up to a commit undocumented. */
export const baseline = async (log: EventLog, ref: string, commit: string): Promise<void> => {
  const { version } = await seenOf(log, ref)
  await log.append(
    branchRun(ref),
    [{ event: { type: 'branch.baselined', data: { commit } } }],
    version,
  )
}

/**
 * Brings commits to the log's notice, each once however often it is called, and records how far the branch was read.
 * Git is the truth and hooks are hints: what no hook saw is found here.
 */
export async function* notice(
  log: EventLog,
  repository: Repository,
  found: { commits: readonly string[]; ref: string; upTo: string },
): AsyncGenerator<Recorded> {
  for (const id of found.commits) {
    const { commit, parents, subject } = await repository.commit(id)
    const event = {
      type: 'commit.noticed',
      data: { commit, parents, subject, branch: found.ref },
    }
    const run = commitRun(id)
    // A commit seen before on another branch has its run already; its id makes this append do nothing.
    yield* await log.append(run, [{ event, id: `noticed:${id}` }], 0)
  }
  const { seen, version } = await seenOf(log, found.ref)
  if (seen === found.upTo) return
  const event = { type: 'branch.reconciled', data: { commit: found.upTo } }
  yield* await log.append(branchRun(found.ref), [{ event }], version)
}
