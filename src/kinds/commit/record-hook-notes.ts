import { rehydrate } from '../../engine/fold.ts'
import type { Attribution, Recorded } from '../../events/recorded.ts'
import { commit } from '../../machines/commit.ts'
import type { Note } from '../../ports/hooks.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import { commitRun } from '../../projections/commit/run.ts'
import { status } from '../../projections/status.ts'
import { allSeen, notice } from './notice.ts'
import { isHere } from './reachable.ts'
import { rewritesIn } from './rewrites.ts'

/** Other hooks are only for jobs. */
const ours: readonly Note['hook'][] = ['post-commit', 'post-merge', 'post-rewrite']

/**
 * Records what hooks reported about rewrites and other branches. The caller drops the notes afterwards. Each event has
 * its own id, so reading notes again after a crash changes nothing.
 */
export async function* takeNotes(
  log: EventLog,
  repository: Repository,
  all: readonly Note[],
  attribution: Attribution = {},
): AsyncGenerator<Recorded> {
  const notes = all.filter(({ hook }) => ours.includes(hook))
  const { ref: here } = await repository.head()
  const refs = new Set(
    notes.flatMap(({ ref = '' }) => (ref.startsWith('refs/heads/') && ref !== here ? [ref] : [])),
  )
  for (const ref of refs) yield* noticeElsewhere(log, repository, ref, { notes, attribution })
  for (const [by, olds] of rewritesIn(notes)) {
    if (!(await isOnBranch(repository, by))) continue
    for (const old of olds) yield* recordRewrite(log, repository, old, by)
  }
}

/**
 * Notices new commits on a branch that is not checked out; they wait there. If no followed branch leads to it, git-doc
 * knows nothing about it.
 */
async function* noticeElsewhere(
  log: EventLog,
  repository: Repository,
  ref: string,
  { notes, attribution }: { readonly notes: readonly Note[]; readonly attribution: Attribution },
): AsyncGenerator<Recorded> {
  const seen = await allSeen(log)
  const upTo = await tipOf(repository, ref)
  if (seen.size === 0 || upTo === undefined) return
  const from: string[] = []
  for (const commit of new Set(seen.values())) {
    if (await isHere(repository, commit)) from.push(commit)
  }
  if (from.length === 0) return
  const commits = await repository.commits({ from, to: upTo })
  yield* notice(log, repository, {
    commits,
    ref,
    upTo,
    rewrites: rewritesIn(notes),
    attribution,
  })
}

/** The tip of a branch; undefined if the branch is gone. */
export const tipOf = async (repository: Repository, ref: string): Promise<string | undefined> => {
  try {
    return await repository.resolve(ref)
  } catch {
    return undefined
  }
}

const isOnBranch = async (repository: Repository, commit: string): Promise<boolean> =>
  (await isHere(repository, commit)) && (await repository.branches(commit)).length > 0

/** Records a rewrite only if git-doc knows the commit and the current branch does not contain it again. */
async function* recordRewrite(
  log: EventLog,
  repository: Repository,
  old: string,
  by: string,
): AsyncGenerator<Recorded> {
  const run = commitRun(old)
  const row = await log.row(status, run)
  if (!row) return
  const { commit: head } = await repository.head()
  if (head && (await isHere(repository, old)) && (await repository.contains(head, old))) return
  const event = {
    type: 'commit.rewritten',
    data: { by, evidence: 'post-rewrite', detail: `It was rewritten as ${by.slice(0, 8)}.` },
  }
  if (!rehydrate(commit, row).can(event)) return
  yield* await log.append(run, [{ event, id: `rewritten:${old}:${by}` }], row.version)
}
