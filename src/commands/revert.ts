import { sectionDiff } from '../documentation/section-diff.ts'
import { conflictsAt, undoneBy } from '../effects/commit/undone.ts'
import { commitRun } from '../engine/reconcile.ts'
import { reachable, work } from '../engine/work.ts'
import { isGitDocError, revertConflict, unknownRun, wrongUsage } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { Obstacle } from '../ports/doc-commits.ts'
import { type StatusRow, status } from '../projections/status.ts'
import { notOnBranch } from './range.ts'
import type { Tools } from './tools.ts'
import type { News } from './update.ts'

type CommitRow = StatusRow<CommitRun>

/** What a revert would put back, one unified diff a document. */
export interface RevertPlan {
  readonly run: string
  readonly commit: string
  readonly reverts: readonly string[]
  readonly documents: readonly { readonly file: string; readonly diff: string }[]
  /** What the commit would have to wait for now. */
  readonly obstacle?: Obstacle | undefined
}

/**
 * Gives back the sections that a commit's doc commits, or its last revert, changed. `revision` names the code commit, its
 * doc commit or its revert. USAGE where there is nothing to revert, UNKNOWN_RUN where nothing is recorded of it,
 * NOT_ON_BRANCH where it is not checked out; what the run came to is in its status.
 */
export const revert = async (
  tools: Tools,
  options: { readonly revision: string; tell(news: News): void },
): Promise<{ readonly run: string }> => {
  const { log, repository, world } = tools
  const { run, state, version } = await revertible(tools, options.revision)
  if (!/^reverting/.test(state)) {
    await log.append(run, [{ event: { type: 'revert.requested', data: {} } }], version)
  }
  const row = (await log.row(status, run)) as CommitRow
  const begin = (step: Parameters<Parameters<typeof work>[4]['begin']>[0]) =>
    options.tell({ type: 'run', step })
  for await (const recorded of work([row], log, repository, world, { waits: new Map(), begin })) {
    options.tell({ type: 'recorded', recorded })
  }
  return { run }
}

/** What `revert` would do; nothing is recorded or changed. REVERT_CONFLICT where it would be refused. */
export const planRevert = async (tools: Tools, revision: string): Promise<RevertPlan> => {
  const { repository, world } = tools
  const { run, context } = await revertible(tools, revision)
  const head = (await repository.head()).commit as string
  const undone = await undoneBy(context, world)
  const conflicts = await conflictsAt(head, undone, world)
  if (conflicts.length > 0) throw revertConflict(conflicts.map(({ detail }) => detail))
  const documents = []
  for (const { file, edit } of undone) {
    const document = await world.document(head, file)
    const next = document && edit.rewrite(document.bytes)?.bytes
    if (!next) continue
    const diff = sectionDiff(file, decoder.decode(document.bytes), decoder.decode(next))
    documents.push({ file, diff })
  }
  return {
    run,
    commit: context.commit,
    reverts: context.undo.map(({ docCommit }) => docCommit),
    documents,
    obstacle: await world.docCommits.obstacle(),
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The run that a revision names, with something to revert that the branch which is checked out has. */
const revertible = async (tools: Tools, revision: string): Promise<CommitRow> => {
  const { repository } = tools
  const named = await commitOf(tools, revision)
  const row = await rowOf(tools, named, revision)
  const { state, context } = row
  const top = context.undo.at(-1)
  if (!top) throw nothingToRevert(revision, row)
  if (!/^(success|failed|revert)/.test(state)) {
    throw wrongUsage(
      `${revision} is ${state}: it can be reverted when that is over.`,
      'Run "git-doc update" first.',
    )
  }
  if (!/^reverting/.test(state))
    assertIsLast(revision, await reverts(tools, top.docCommit), named, row)
  const [here] = await reachable([{ ...row, state: 'reverting' }], repository)
  if (!here) throw notOnBranch(revision, (await repository.head()).ref ?? 'HEAD')
  return row
}

/** A commit by its id and, where Git still has it, what its trailers say of it. */
interface Named {
  readonly commit: string
  readonly run?: string | undefined
  readonly reverts?: string | undefined
}

const commitOf = async ({ log, repository }: Tools, revision: string): Promise<Named> => {
  try {
    const commit = await repository.resolve(revision)
    const { trailers } = await repository.commit(commit)
    return { commit, run: trailers['git-doc-run'], reverts: trailers['git-doc-reverts'] }
  } catch (error) {
    // A commit that was amended or rebased away is still known here by its full id.
    if (isGitDocError(error) && (await log.row(status, commitRun(revision)))) {
      return { commit: revision }
    }
    throw error
  }
}

const rowOf = async ({ log }: Tools, { commit, run }: Named, revision: string) => {
  const row = await log.row(status, run ?? commitRun(commit))
  if (!row) throw unknownRun(revision)
  return row as CommitRow
}

const reverts = async ({ repository }: Tools, commit: string): Promise<string | undefined> =>
  repository.commit(commit).then(
    ({ trailers }) => trailers['git-doc-reverts'],
    () => undefined,
  )

/**
 * What was given back already is not given back twice by mistake: to have it forth again, its revert is to be named. A
 * rebase gives a revert another id, so it is known by what it reverts.
 */
const assertIsLast = (
  revision: string,
  topReverts: string | undefined,
  named: Named,
  { state, context }: CommitRow,
): void => {
  const isTop =
    context.undo.some(({ docCommit }) => docCommit === named.commit) ||
    (named.reverts !== undefined && named.reverts === topReverts)
  if (isTop || (state !== 'reverted' && named.reverts === undefined)) return
  const last = (context.revertCommit ?? context.docCommit ?? '').slice(0, 12)
  throw wrongUsage(
    state === 'reverted'
      ? `${revision} is reverted already, by ${last}.`
      : `${revision} is reverted already: the documentation is as ${last} made it.`,
    `To undo that, name it: "git-doc revert ${last}".`,
  )
}

const nothingToRevert = (revision: string, { state, context }: CommitRow) =>
  wrongUsage(
    `There is no doc commit of ${revision} to revert: it is ${state}${context.reason ? ` (${context.reason.detail})` : ''}.`,
    '"git-doc status" lists the doc commits.',
  )
