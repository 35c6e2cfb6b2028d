import { isGitDocError } from '../../errors/error.ts'
import { baseline, seenOf } from '../../kinds/commit/notice.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import type { CommitFacts, Repository } from '../../ports/repository.ts'
import { commitKind, commitRun } from '../../projections/commit/run.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { type FoundDocCommit, unrecorded } from './compare-doc-commits.ts'

/** What a damaged log regained from Git's doc commits. */
export interface Recovered {
  readonly runs: readonly FoundDocCommit[]
  /** Doc commits whose code commit Git no longer has; they get no run. */
  readonly forgotten: readonly FoundDocCommit[]
  /** Branches whose reading position was lost, and the commit after which reading continues. */
  readonly branches: readonly { readonly ref: string; readonly commit: string }[]
}

/**
 * Records the doc commits that Git has and the log does not, so that no commit is documented twice. With `positions`,
 * it also records how far branches that are missing from the log were read: up to the newest commit that one of their
 * doc commits documents. Safe to repeat.
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

/** The run of every commit, by its name. */
export const commitRows = async (
  log: EventLog,
): Promise<ReadonlyMap<string, StatusRow<CommitRun>>> => {
  const rows = new Map<string, StatusRow<CommitRun>>()
  for await (const [run, row] of log.rows(status, `${commitKind}/`)) {
    // Rows of this kind hold the context of its chart.
    rows.set(run, row as StatusRow<CommitRun>)
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

/**
 * The commit up to which a branch was read. If a doc commit was rebased or amended its commit, the branch does not
 * contain the documented commit, so the doc commit itself counts.
 */
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
