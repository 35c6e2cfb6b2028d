import { changeId } from '../../documentation/change-id.ts'
import type { DomainEvent, Recorded } from '../../events/recorded.ts'
import { isReverting } from '../../machines/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import { byChange, changes } from '../../projections/commit/changes.ts'
import { commitOf } from '../../projections/commit/run.ts'
import type { StatusRow } from '../../projections/status.ts'
import { changesOf } from './effects/classify.ts'
import { openCommits } from './open-runs.ts'
import { isHere, notIn } from './reachable.ts'
import { tipOf } from './record-hook-notes.ts'
import type { World } from './world.ts'

type Row = StatusRow<CommitRun>
type Seeing = Pick<World, 'repository' | 'settings' | 'ignored'>

/**
 * Follows unfinished runs whose commit left its branch: to the commit on this branch with the same change, to another
 * branch that contains it, or, if there is neither, ends them. `recent` lists the branch's most recently noticed
 * commits.
 */
export async function* followLost(
  log: EventLog,
  world: Seeing,
  recent: readonly string[],
): AsyncGenerator<Recorded> {
  const { repository } = world
  const { commit: head } = await repository.head()
  const open = await unpublished(log)
  if (open.length === 0 || head === undefined) return
  const lost = await lostRows(repository, open, head)
  if (lost.length === 0) return
  const ids = await idsOf(world, recent)
  for (const row of lost) {
    const event = await whatBecame(row, log, world, { ids, head })
    if (event) yield* await log.append(row.run, [{ event }], row.version)
  }
}

/**
 * The runs that still need documentation. That includes failed ones, because a failure no longer matters if the commit
 * is gone.
 */
const unpublished = async (log: EventLog): Promise<readonly Row[]> => {
  const open = await openCommits(log, ['active', 'waiting', 'failed'])
  return open.filter(row => !isReverting(row))
}

/** The runs on neither the checked-out branch nor their own branch, if that is a different one. */
const lostRows = async (
  repository: Repository,
  rows: readonly Row[],
  head: string,
): Promise<readonly Row[]> => {
  const offHead = await notIn(repository, rows, head)
  const byBranch = new Map<string, Row[]>()
  for (const row of offHead) {
    const branch = row.context.branch ?? ''
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), row])
  }
  const lost: Row[] = []
  for (const [branch, its] of byBranch) {
    const tip = branch === '' ? undefined : await tipOf(repository, branch)
    const isElsewhere = tip !== undefined && tip !== head
    lost.push(...(isElsewhere ? await notIn(repository, its, tip) : its))
  }
  return lost
}

const idOf = async (commit: string, world: Seeing): Promise<string | undefined> => {
  const changes = await changesOf(commit, world)
  return 'code' in changes ? changeId(changes.code) : undefined
}

/** The recent commits by their change ids; computed only if a run is lost. */
const idsOf = async (
  world: Seeing,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>()
  for (const commit of commits) {
    if ((await world.repository.commit(commit)).shallowBoundary) continue
    const id = await idOf(commit, world)
    if (id !== undefined) ids.set(id, commit)
  }
  return ids
}

const whatBecame = async (
  { context, run }: Row,
  log: EventLog,
  world: Seeing,
  { ids, head }: { readonly ids: ReadonlyMap<string, string>; readonly head: string },
): Promise<DomainEvent | undefined> => {
  const { repository } = world
  const { commit } = context
  const here = await isHere(repository, commit)
  const id = context.changeId ?? (here ? await idOf(commit, world) : undefined)
  const by = id === undefined ? undefined : (ids.get(id) ?? (await onBranch(id)))
  if (by !== undefined) {
    const detail = `It was rewritten as ${by.slice(0, 8)}, which changes the same lines.`
    return { type: 'commit.rewritten', data: { by, evidence: 'change-id', detail } }
  }
  const [branch] = here ? await repository.branches(commit) : []
  if (branch !== undefined) {
    return branch === context.branch ? undefined : { type: 'commit.moved', data: { branch } }
  }
  const detail = 'Its commit is on no branch any more: reset, dropped or forced away.'
  return { type: 'commit.rewritten', data: { by: null, evidence: 'unreachable', detail } }

  async function onBranch(id: string): Promise<string | undefined> {
    for (const other of (await log.row(changes, byChange(id)))?.runs ?? []) {
      const found = commitOf(other)
      if (other === run || !(await isHere(repository, found))) continue
      if (await repository.contains(head, found)) return found
    }
    return undefined
  }
}
