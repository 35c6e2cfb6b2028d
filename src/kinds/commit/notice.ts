import { fold, rehydrate } from '../../engine/fold.ts'
import { runName } from '../../engine/run-name.ts'
import type { Attribution, Recorded } from '../../events/recorded.ts'
import { type Branch, branch } from '../../machines/branch.ts'
import { commit as chart } from '../../machines/commit.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import { branches, branchKind } from '../../projections/branches.ts'
import { commitRun, isCommitRun } from '../../projections/commit/run.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import type { Rewrites } from './rewrites.ts'

const branchRun = (ref: string): string => runName(branchKind, ref)

/** How far a branch was read; undefined if git-doc never read it. */
export const seenOf = async (log: EventLog, ref: string): Promise<Branch & { version: number }> => {
  const run = branchRun(ref)
  const past = await log.read(run)
  const state = fold(
    branch,
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

/** Commits of a branch to notice, oldest first, and what hooks reported about their origin. */
export interface Found {
  readonly commits: readonly string[]
  readonly ref: string
  readonly upTo: string
  readonly rewrites?: Rewrites | undefined
  /** Who asked for them to be noticed, and why. */
  readonly attribution?: Attribution | undefined
}

/** Of how many commits the runs are looked up together. */
const page = 500

/**
 * Adds commits to the log, each once even if repeated, and records how far the branch was read. Git is the truth and
 * hooks are hints: this finds commits that no hook reported.
 */
export async function* notice(
  log: EventLog,
  repository: Repository,
  found: Found,
): AsyncGenerator<Recorded> {
  const commits = [...new Set(found.commits)]
  for (let at = 0; at < commits.length; at += page) {
    const some = commits.slice(at, at + page)
    const rows = await log.rowsOf(status, some.map(commitRun))
    for (const [place, id] of some.entries()) {
      // A commit that was noticed on another branch already has its run.
      if (rows[place]) yield* bringBack(log, rows[place], found.ref)
      else yield* noticeOne(log, repository, id, found)
    }
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
  { ref, rewrites, attribution }: Found,
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
    [{ event: { type: 'commit.noticed', data }, id: `noticed:${id}`, ...attribution }],
    0,
  )
}

/** The commits that have runs; a hook's report about others is of no use. */
const followed = async (log: EventLog, commits: readonly string[]): Promise<readonly string[]> => {
  const known: string[] = []
  for (const commit of commits) if (await log.row(status, commitRun(commit))) known.push(commit)
  return known
}

/** A commit that was marked as rewritten but is on a branch after all. */
async function* bringBack(log: EventLog, row: StatusRow, ref: string): AsyncGenerator<Recorded> {
  const event = { type: 'commit.returned', data: { branch: ref } }
  const canReturn = (now: StatusRow) => rehydrate(chart, now).can(event)
  if (!canReturn(row)) return
  // Something may have happened to the run since its row was read.
  const now = await log.row(status, row.run)
  if (now && canReturn(now)) yield* await log.append(now.run, [{ event }], now.version)
}
