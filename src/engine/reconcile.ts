import type { Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import type { Branch } from '../machines/branch.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import { fold } from '../machines/fold.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import { branches } from '../projections/branches.ts'
import { type StatusRow, status } from '../projections/status.ts'
import type { Rewrites } from './notes.ts'

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

/** Commits of a branch to bring to notice, oldest first, and what hooks said of where they come from. */
export interface Found {
  readonly commits: readonly string[]
  readonly ref: string
  readonly upTo: string
  readonly rewrites?: Rewrites
}

/**
 * Brings commits to the log's notice, each once however often it is called, and records how far the branch was read.
 * Git is the truth and hooks are hints: what no hook saw is found here.
 */
export async function* notice(
  log: EventLog,
  repository: Repository,
  found: Found,
): AsyncGenerator<Recorded> {
  for (const id of found.commits) {
    const row = await log.row(status, commitRun(id))
    // A commit seen before on another branch has its run already.
    if (row) yield* bringBack(log, row, found.ref)
    else yield* noticeOne(log, repository, id, found)
  }
  const { seen, version } = await seenOf(log, found.ref)
  if (seen === found.upTo) return
  const event = { type: 'branch.reconciled', data: { commit: found.upTo } }
  yield* await log.append(branchRun(found.ref), [{ event }], version)
}

async function* noticeOne(
  log: EventLog,
  repository: Repository,
  id: string,
  { ref, rewrites }: Found,
): AsyncGenerator<Recorded> {
  const { commit, parents, subject, trailers } = await repository.commit(id)
  const olds = await followed(log, rewrites?.get(id) ?? [])
  const documents = trailers['git-doc-run']
  const data = {
    commit,
    parents,
    subject,
    branch: ref,
    ...(olds.length > 0 && { rewrites: olds }),
    ...(documents !== undefined && isCommitRun(documents) && { documents }),
  }
  const run = commitRun(id)
  yield* await log.append(
    run,
    [{ event: { type: 'commit.noticed', data }, id: `noticed:${id}` }],
    0,
  )
}

const isCommitRun = (text: string): boolean => /^commit\/[0-9a-f]{40,64}$/.test(text)

/** Those of some commits that have runs: what a hook says of others leads nowhere. */
const followed = async (log: EventLog, commits: readonly string[]): Promise<readonly string[]> => {
  const known: string[] = []
  for (const commit of commits) if (await log.row(status, commitRun(commit))) known.push(commit)
  return known
}

/** A commit that was given up as rewritten, and is found on a branch after all. */
async function* bringBack(log: EventLog, row: StatusRow, branch: string): AsyncGenerator<Recorded> {
  const { reason } = row.context as Partial<CommitRun>
  if (row.state !== 'skipped' || reason?.code !== 'rewritten') return
  const event = { type: 'commit.returned', data: { branch } }
  yield* await log.append(row.run, [{ event }], row.version)
}
