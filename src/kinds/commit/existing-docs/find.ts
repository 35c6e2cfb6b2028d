import { isMadeOf } from '../../../documentation/change-id.ts'
import { isGitDocError } from '../../../errors/error.ts'
import { isDocumented, isReverted, isSkipped } from '../../../machines/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { Diff } from '../../../ports/diff.ts'
import type { EventLog } from '../../../ports/log.ts'
import { byChange, changes } from '../../../projections/commit/changes.ts'
import { commitOf, commitRun } from '../../../projections/commit/run.ts'
import { type StatusRow, status } from '../../../projections/status.ts'
import { changesOf } from '../effects/classify.ts'
import { isHere } from '../reachable.ts'
import type { CodeChange, World } from '../world.ts'
import { type DocumentsHere, documentsHere } from './is-present.ts'
import { explained } from './squash-chain.ts'

type Seeing = Pick<World, 'repository' | 'settings' | 'ignored' | 'document'>
type Row = StatusRow<CommitRun>

/** The commits that a change may come from, and how they were found. */
interface Origin {
  readonly evidence: string
  readonly rows: readonly Row[]
  /** The change is the same commit under another id. If the original needed no doc commit, this one needs none either. */
  readonly isSuccessor: boolean
}

/**
 * Finds out whether documentation for a change exists already, made for other commits (docs/decisions/0007). It tries
 * this evidence in order: the commit's own trailer, a hook's report, the changed lines, the resulting files. Ancestors
 * of the change do not count: if a change was undone and made again, it is documented again.
 */
export const documentedIn = (log: EventLog, world: Seeing): World['documented'] => {
  const rowOf = (run: string) => log.row(status, run) as Promise<Row | undefined>

  return async change => {
    if (change.claim?.amended && !(await rowOf(change.claim.run))) {
      const detail = `It holds the documents that ${nameOf(change.claim.run)} needed.`
      return { runs: [change.claim.run], detail }
    }
    const here = documentsHere(log, world, change)
    for await (const origin of origins({ log, world, change, rowOf })) {
      if (origin.rows.length === 0 || (await anyBefore(world, change, origin.rows))) continue
      if (await isDocumentedHere(origin, here)) {
        const runs = origin.rows.map(({ run }) => run)
        const names = runs.map(nameOf).join(', ')
        const detail = `Its change is that of ${names} (${origin.evidence}), whose documentation is here.`
        return { runs, detail }
      }
    }
    return undefined
  }
}

const nameOf = (run: string): string => commitOf(run).slice(0, 8)

/** What a search for an origin needs. */
interface Search {
  readonly log: EventLog
  readonly world: Seeing
  readonly change: CodeChange
  rowOf(run: string): Promise<Row | undefined>
}

async function* origins(search: Search): AsyncGenerator<Origin> {
  yield await byTrailer(search)
  yield await byRewrite(search)
  yield* byLines(search)
  const runs = (await explained(search.log, search.change)) ?? []
  const rows = await rowsOf(runs, search.rowOf)
  yield { evidence: 'the same files', rows, isSuccessor: false }
}

const byTrailer = async ({ change, rowOf }: Search): Promise<Origin> => {
  const { claim, changeId } = change
  const row = claim && (await rowOf(claim.run))
  const isSame = row?.context.changeId !== undefined && row.context.changeId === changeId
  const isSuccessor = claim?.amended ?? false
  return { evidence: 'its own trailer', rows: isSame ? [row] : [], isSuccessor }
}

const byRewrite = async ({ world, change, rowOf }: Search): Promise<Origin> => {
  const parts: Row[] = []
  for (const commit of change.rewrites) {
    const row = await rowOf(commitRun(commit))
    if (row && !holdsNoCode.has(row.context.reason?.code ?? '')) parts.push(row)
  }
  const isSame = parts.length > 0 && (await makeUp(world, change, parts))
  const runs = isSame ? parts.map(({ run }) => run) : []
  return { evidence: 'a rewrite', rows: await rowsOf(runs, rowOf), isSuccessor: true }
}

async function* byLines({ log, world, change, rowOf }: Search): AsyncGenerator<Origin> {
  const { changeId, commit } = change
  const alike = changeId === undefined ? undefined : await log.row(changes, byChange(changeId))
  for (const run of alike?.runs ?? []) {
    if (run === commitRun(commit)) continue
    const isSuccessor = await isGone(world, commitOf(run))
    yield { evidence: 'the same lines', rows: await rowsOf([run], rowOf), isSuccessor }
  }
}

const isGone = async ({ repository }: Seeing, commit: string): Promise<boolean> =>
  !(await isHere(repository, commit)) || (await repository.branches(commit)).length === 0

/** Skip reasons of commits that do not affect the code; a rewrite may include such commits. */
const holdsNoCode = new Set(['own-commit', 'docs-only', 'ignored-paths', 'no-changes'])

/** The rows of some runs. If a run relied on the documentation of others, their rows instead. */
const rowsOf = async (
  runs: readonly string[],
  rowOf: (run: string) => Promise<Row | undefined>,
): Promise<readonly Row[]> => {
  const rows = new Map<string, Row>()
  for (const run of runs) {
    const row = await rowOf(run)
    for (const name of row?.context.documentedBy ?? [run]) {
      const found = name === run ? row : await rowOf(name)
      if (found) rows.set(name, found)
    }
  }
  return [...rows.values()]
}

/** Whether the change equals the combined changes of the commits; amending may have made it a different change. */
const makeUp = async (
  world: Seeing,
  change: CodeChange,
  parts: readonly Row[],
): Promise<boolean> => {
  const [only] = parts
  if (parts.length === 1 && only?.context.changeId === change.changeId) return true
  const code: Diff[] = []
  for (const { context } of parts) {
    const changed = await codeOf(context.commit, world)
    if (!changed) return false
    code.push(changed)
  }
  return isMadeOf(change.code, code)
}

/** What a commit changed in the code; undefined if Git no longer has the commit. */
const codeOf = async (commit: string, world: Seeing): Promise<Diff | undefined> => {
  try {
    const changes = await changesOf(commit, world)
    return 'code' in changes ? changes.code : []
  } catch (error) {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return undefined
    throw error
  }
}

const anyBefore = async (
  { repository }: Seeing,
  { commit }: CodeChange,
  rows: readonly Row[],
): Promise<boolean> => {
  for (const { context } of rows) {
    if (!(await isHere(repository, context.commit))) continue
    if (await repository.contains(commit, context.commit)) return true
  }
  return false
}

/** Whether all the commits are finished and their documentation is here. */
const isDocumentedHere = async (
  { rows, isSuccessor }: Origin,
  here: DocumentsHere,
): Promise<boolean> => {
  if (!rows.every(isDealtWith)) return false
  const written = rows.filter(({ context }) => context.docCommit !== undefined)
  // Sections that a person reverted must not come back with the replacement commit.
  const due = written.filter(isDocumented)
  if (due.length === 0) return isSuccessor
  return here(due)
}

/** Finished after a real look at the documents. */
const isDealtWith = (row: Row): boolean =>
  isDocumented(row) ||
  isReverted(row) ||
  (isSkipped(row) &&
    (row.context.reason?.code === 'unchanged' || row.context.reason?.code === 'no-section'))
