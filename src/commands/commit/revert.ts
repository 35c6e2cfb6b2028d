import { sectionDiff } from '../../documentation/section-diff.ts'
import { rehydrate } from '../../engine/fold.ts'
import { revertConflict } from '../../errors/documents.ts'
import { isGitDocError } from '../../errors/error.ts'
import { unknownRun, wrongUsage } from '../../errors/usage.ts'
import { conflictsAt, undoneBy } from '../../kinds/commit/effects/revert-edits.ts'
import { reachable, work } from '../../kinds/commit/run-commits.ts'
import { commit as chart, isReverted, isReverting } from '../../machines/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { Blocker } from '../../ports/publisher.ts'
import { commitRun } from '../../projections/commit/run.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { type CommandContext, eventIdOf } from '../context.ts'
import type { ProgressEvent } from '../progress.ts'
import { notOnBranch } from './range.ts'

type CommitRow = StatusRow<CommitRun>

/** What a revert would restore, one unified diff per document. */
export interface RevertPlan {
  readonly run: string
  readonly commit: string
  readonly reverts: readonly string[]
  readonly documents: readonly { readonly file: string; readonly diff: string }[]
  /** What the commit would have to wait for now. */
  readonly obstacle?: Blocker | undefined
}

/**
 * Restores the sections that a commit's doc commits, or its last revert, changed. `revision` names the code commit, its
 * doc commit or its revert. Throws USAGE if there is nothing to revert, UNKNOWN_RUN if the log has no run for it, and
 * NOT_ON_BRANCH if it is not on the checked-out branch. The run's status holds the result.
 */
export const revert = async (
  tools: CommandContext,
  options: { readonly revision: string; onProgress(event: ProgressEvent): void },
): Promise<{ readonly run: string }> => {
  const { log, repository, world, turns } = tools
  const run = await requestRevert(tools, options.revision)
  const row = (await log.row(status, run)) as CommitRow
  const begin = (step: Parameters<Parameters<typeof work>[4]['begin']>[0]) =>
    options.onProgress({ type: 'run', ...step })
  const working = { waits: new Map(), begin, turns }
  for await (const recorded of work([row], log, repository, world, working)) {
    options.onProgress({ type: 'recorded', recorded })
  }
  return { run }
}

/** Begins the revert, unless it has begun: a request that is carried out a second time begins nothing. */
const requestRevert = async (tools: CommandContext, revision: string): Promise<string> => {
  const { log, request } = tools
  const id = request && eventIdOf(request, 'revert')
  if (id !== undefined) {
    const begun = await rowOf(tools, await commitOf(tools, revision), revision)
    if ((await log.read(begun.run)).some(recorded => recorded.id === id)) return begun.run
  }
  const found = await revertible(tools, revision)
  const { run, version } = found
  if (isReverting(found)) return run
  const event = { type: 'revert.requested', data: {} }
  await log.append(run, [{ event, id, ...(await tools.attribution()) }], version)
  return run
}

/** What `revert` would do; it records and changes nothing. Throws REVERT_CONFLICT if the revert would be refused. */
export const planRevert = async (tools: CommandContext, revision: string): Promise<RevertPlan> => {
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
    obstacle: await world.publisher.blocker(),
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The run that a revision names; it must have something to revert on the checked-out branch. */
const revertible = async (tools: CommandContext, revision: string): Promise<CommitRow> => {
  const { repository } = tools
  const named = await commitOf(tools, revision)
  const row = await rowOf(tools, named, revision)
  const { state, context } = row
  const top = context.undo.at(-1)
  if (!top) throw nothingToRevert(revision, row)
  const canBegin = rehydrate(chart, row).can({ type: 'revert.requested', data: {} })
  if (!canBegin && !isReverting(row)) {
    throw wrongUsage(
      `${revision} is ${state}. It can be reverted when that has ended.`,
      'Run "git-doc update" first.',
    )
  }
  if (!isReverting(row)) assertIsLast(revision, await reverts(tools, top.docCommit), named, row)
  const [here] = await reachable([row], repository, () => true)
  if (!here) throw notOnBranch(revision, (await repository.head()).ref ?? 'HEAD')
  return row
}

/** A commit's id and, if Git still has the commit, what its trailers say. */
interface Named {
  readonly commit: string
  readonly run?: string | undefined
  readonly reverts?: string | undefined
}

const commitOf = async ({ log, repository }: CommandContext, revision: string): Promise<Named> => {
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

const rowOf = async ({ log }: CommandContext, { commit, run }: Named, revision: string) => {
  const row = await log.row(status, run ?? commitRun(commit))
  if (!row) throw unknownRun(revision)
  return row as CommitRow
}

const reverts = async (
  { repository }: CommandContext,
  commit: string,
): Promise<string | undefined> =>
  repository.commit(commit).then(
    ({ trailers }) => trailers['git-doc-reverts'],
    () => undefined,
  )

/**
 * Prevents an accidental second revert: to undo a revert, the person must name that revert. A rebase changes a revert's
 * id, so it is identified by what it reverts.
 */
const assertIsLast = (
  revision: string,
  topReverts: string | undefined,
  named: Named,
  row: CommitRow,
): void => {
  const { context } = row
  const isTop =
    context.undo.some(({ docCommit }) => docCommit === named.commit) ||
    (named.reverts !== undefined && named.reverts === topReverts)
  if (isTop || (!isReverted(row) && named.reverts === undefined)) return
  const last = (context.revertCommit ?? context.docCommit ?? '').slice(0, 12)
  throw wrongUsage(
    isReverted(row)
      ? `${revision} was already reverted by ${last}.`
      : `${revision} was already reverted: the documentation is as ${last} made it.`,
    `To undo that, name it: "git-doc revert ${last}".`,
  )
}

const nothingToRevert = (revision: string, { state, context }: CommitRow) =>
  wrongUsage(
    `${revision} has no doc commit to revert: its state is ${state}${context.reason ? ` (${context.reason.detail})` : ''}.`,
    '"git-doc status" lists the doc commits.',
  )
