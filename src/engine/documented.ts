import { isMadeOf } from '../documentation/change-id.ts'
import type { Diff } from '../documentation/diff.ts'
import { concernOf } from '../effects/commit/concern.ts'
import { isGitDocError } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { EventLog } from '../ports/log.ts'
import type { CodeChange, World } from '../ports/world.ts'
import { byChange, changes } from '../projections/changes.ts'
import { type StatusRow, status } from '../projections/status.ts'
import { type DocumentsHere, documentsHere } from './documents-here.ts'
import { explained } from './explained.ts'
import { isHere } from './reachable.ts'
import { commitRun } from './reconcile.ts'

type Seeing = Pick<World, 'repository' | 'settings' | 'ignored' | 'document'>
type Row = StatusRow<CommitRun>

/** How commits that a change may come from were found, and which they are. */
interface Origin {
  readonly evidence: string
  readonly rows: readonly Row[]
  /** No doc commit is to be looked for where none was made: it is the same commit under another name. */
  readonly isSuccessor: boolean
}

/**
 * Finds out whether the documentation of a change is here, made for other commits (docs/decisions/0007). Evidence is tried
 * in this order: the commit's own trailer, what a hook noted, the lines that changed, the files as they were left.
 * A commit that the change itself follows is none of these: what was taken back and is done again is documented again.
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
      if (await isDocumented(origin, here)) {
        const runs = origin.rows.map(({ run }) => run)
        const names = runs.map(nameOf).join(', ')
        const detail = `Its change is that of ${names} (${origin.evidence}), whose documentation is here.`
        return { runs, detail }
      }
    }
    return undefined
  }
}

const nameOf = (run: string): string => run.slice('commit/'.length, 'commit/'.length + 8)

/** What an origin is looked for with. */
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
    const isSuccessor = await isGone(world, run.slice('commit/'.length))
    yield { evidence: 'the same lines', rows: await rowsOf([run], rowOf), isSuccessor }
  }
}

const isGone = async ({ repository }: Seeing, commit: string): Promise<boolean> =>
  !(await isHere(repository, commit)) || (await repository.branches(commit)).length === 0

/** Commits that a rewrite folds in and that have no say in what the code does. */
const holdsNoCode = new Set(['own-commit', 'docs-only', 'ignored-paths', 'no-changes'])

/** The rows of some runs; for one that leaned on the documentation of others, theirs. */
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

/** Whether the change is what the commits changed together: an amended commit may have become another one. */
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

/** What a commit changed of the code; undefined once Git has forgotten it. */
const codeOf = async (commit: string, world: Seeing): Promise<Diff | undefined> => {
  try {
    const concern = await concernOf(commit, world)
    return 'code' in concern ? concern.code : []
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

/** Every one of the commits was dealt with to the end, and what was written for them is here. */
const isDocumented = async (
  { rows, isSuccessor }: Origin,
  here: DocumentsHere,
): Promise<boolean> => {
  if (!rows.every(isDealtWith)) return false
  const written = rows.filter(({ context }) => context.docCommit !== undefined)
  // Taken back by a person: what replaces the commit is not to bring it again.
  const due = written.filter(({ state }) => state === 'success')
  if (due.length === 0) return isSuccessor
  return here(due)
}

/** Finished, and not for want of looking. */
const isDealtWith = ({ state, context }: Row): boolean =>
  state === 'success' ||
  state === 'reverted' ||
  (state === 'skipped' &&
    (context.reason?.code === 'unchanged' || context.reason?.code === 'no-section'))
