import { baseline, commitRun, seenOf } from '../engine/reconcile.ts'
import { isGitDocError } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog } from '../ports/log.ts'
import type { CommitFacts, Repository } from '../ports/repository.ts'
import { type StatusRow, status } from '../projections/status.ts'
import { type FoundDocCommit, unrecorded } from './doc-commits.ts'

/** What Git's doc commits gave back to a log that had lost it. */
export interface Recovered {
  readonly runs: readonly FoundDocCommit[]
  /** Doc commits whose code commit Git does not have any more: no run is made of them. */
  readonly forgotten: readonly FoundDocCommit[]
  /** Branches whose reading position was lost, and the commit that reading goes on after. */
  readonly branches: readonly { readonly ref: string; readonly commit: string }[]
}

/**
 * Records the doc commits that Git has and the log has not, so that no commit is documented twice; and, with `positions`,
 * how far a branch was read that the log knows nothing of: up to the newest commit that one of its doc commits follows.
 * Safe to repeat.
 */
export const recoverFromGit = async (
  log: EventLog,
  repository: Pick<Repository, 'commit' | 'contains' | 'resolve'>,
  found: readonly FoundDocCommit[],
  options: { readonly positions: boolean },
): Promise<Recovered> => {
  const rows = await commitRows(log)
  const runs: FoundDocCommit[] = []
  const forgotten: FoundDocCommit[] = []
  for (const one of unrecorded(rows, found).toReversed()) {
    const facts = await factsOf(one.commit, repository)
    if (facts) {
      await record(log, one, facts, rows.get(one.run)?.version ?? 0)
      runs.push(one)
    } else forgotten.push(one)
  }
  const refs = options.positions ? new Set(found.flatMap(one => one.refs)) : []
  const branches: { ref: string; commit: string }[] = []
  for (const ref of refs) {
    if ((await seenOf(log, ref)).seen !== undefined) continue
    const commit = await readUpTo(ref, found, repository)
    await baseline(log, ref, commit)
    branches.push({ ref, commit })
  }
  return { runs, forgotten, branches }
}

/** Every commit's run, by its name. */
export const commitRows = async (
  log: EventLog,
): Promise<ReadonlyMap<string, StatusRow<CommitRun>>> => {
  const rows = new Map<string, StatusRow<CommitRun>>()
  for await (const [run, row] of log.rows(status)) {
    // Rows of this kind of run hold what its machine left.
    if (run.startsWith('commit/')) rows.set(run, row as StatusRow<CommitRun>)
  }
  return rows
}

const factsOf = async (
  id: string,
  repository: Pick<Repository, 'commit'>,
): Promise<CommitFacts | undefined> => {
  try {
    return await repository.commit(id)
  } catch (error) {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return undefined
    throw error
  }
}

const record = async (
  log: EventLog,
  { docCommit, refs }: FoundDocCommit,
  { commit, parents, subject }: CommitFacts,
  version: number,
): Promise<void> => {
  const [ref = ''] = refs
  const noticed = { type: 'commit.noticed', data: { commit, parents, subject, branch: ref } }
  const recovered = { type: 'commit.recovered', data: { docCommit, ref } }
  await log.append(
    commitRun(commit),
    [
      ...(version === 0 ? [{ event: noticed, id: `noticed:${commit}` }] : []),
      { event: recovered, id: `recovered:${docCommit}` },
    ],
    version,
  )
}

/** A doc commit that was rebased, or that amended its commit, follows none that the branch has: then it stands for it. */
const readUpTo = async (
  ref: string,
  found: readonly FoundDocCommit[],
  repository: Pick<Repository, 'contains' | 'resolve' | 'commit'>,
): Promise<string> => {
  const tip = await repository.resolve(ref)
  const candidates: string[] = []
  for (const { commit, docCommit } of found.filter(({ refs }) => refs.includes(ref))) {
    const known = (await factsOf(commit, repository)) !== undefined
    const follows = known && (await repository.contains(tip, commit))
    candidates.push(follows ? commit : docCommit)
  }
  let [newest = tip] = candidates
  for (const candidate of candidates) {
    if (await repository.contains(candidate, newest)) newest = candidate
  }
  return newest
}
