import type { Recorded } from '../events/recorded.ts'
import { kindOf } from '../kinds.ts'
import { rehydrate } from '../machines/fold.ts'
import type { Note } from '../ports/hooks.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import { status } from '../projections/status.ts'
import { rewritesIn } from './notes.ts'
import { isHere } from './reachable.ts'
import { allSeen, commitRun, notice } from './reconcile.ts'

/**
 * Records what hooks noted of rewrites and of other branches; whoever calls drops the notes when it is done. Each thing has an
 * id of its own, so notes that a crash left in place are read again and change nothing.
 */
export async function* takeNotes(
  log: EventLog,
  repository: Repository,
  notes: readonly Note[],
): AsyncGenerator<Recorded> {
  const { ref: here } = await repository.head()
  const refs = new Set(
    notes.flatMap(({ ref = '' }) => (ref.startsWith('refs/heads/') && ref !== here ? [ref] : [])),
  )
  for (const ref of refs) yield* noticeElsewhere(log, repository, ref, notes)
  for (const [by, olds] of rewritesIn(notes)) {
    if (!(await isOnBranch(repository, by))) continue
    for (const old of olds) yield* recordRewrite(log, repository, old, by)
  }
}

/** New commits of a branch that is not checked out: they wait there. Of one that no followed branch leads to, nothing is known. */
async function* noticeElsewhere(
  log: EventLog,
  repository: Repository,
  ref: string,
  notes: readonly Note[],
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
  yield* notice(log, repository, { commits, ref, upTo, rewrites: rewritesIn(notes) })
}

/** Where a branch is; undefined for one that is gone. */
export const tipOf = async (repository: Repository, ref: string): Promise<string | undefined> => {
  try {
    return await repository.resolve(ref)
  } catch {
    return undefined
  }
}

const isOnBranch = async (repository: Repository, commit: string): Promise<boolean> =>
  (await isHere(repository, commit)) && (await repository.branches(commit)).length > 0

/** Only of a commit that git-doc knows, and that is not on the branch at hand again. */
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
  if (!rehydrate(kindOf(run).machine, row).can(event)) return
  yield* await log.append(run, [{ event, id: `rewritten:${old}:${by}` }], row.version)
}
