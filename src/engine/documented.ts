import { isMadeOf } from '../documentation/change-id.ts'
import { concernOf } from '../effects/commit/concern.ts'
import { isGitDocError } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { CodeChange, Diff, EventLog, World } from '../ports.ts'
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
      return `It holds the documents that ${nameOf(change.claim.run)} needed.`
    }
    const here = documentsHere(log, world, change)
    for await (const origin of origins(log, world, change, rowOf)) {
      if (origin.rows.length === 0 || (await anyBefore(world, change, origin.rows))) continue
      if (await isDocumented(origin, here)) {
        const names = origin.rows.map(({ run }) => nameOf(run)).join(', ')
        return `Its change is that of ${names} (${origin.evidence}), whose documentation is here.`
      }
    }
    return undefined
  }
}

const nameOf = (run: string): string => run.slice('commit/'.length, 'commit/'.length + 8)

async function* origins(
  log: EventLog,
  world: Seeing,
  change: CodeChange,
  rowOf: (run: string) => Promise<Row | undefined>,
): AsyncGenerator<Origin> {
  const { claim, changeId } = change
  if (claim) {
    const row = await rowOf(claim.run)
    const same = row?.context.changeId !== undefined && row.context.changeId === changeId
    yield { evidence: 'its own trailer', rows: row && same ? [row] : [], isSuccessor: false }
  }

  const rewritten = await rowsOf(change.rewrites.map(commitRun), rowOf)
  const parts = rewritten.filter(({ context }) => !holdsNoCode.has(context.reason?.code ?? ''))
  const isSame = parts.length > 0 && (await makeUp(world, change, parts))
  yield { evidence: 'a rewrite', rows: isSame ? parts : [], isSuccessor: true }

  const alike = changeId === undefined ? undefined : await log.row(changes, byChange(changeId))
  for (const row of await rowsOf(alike?.runs ?? [], rowOf)) {
    if (row.context.commit === change.commit) continue
    const isGone = async () => {
      const { commit } = row.context
      if (!(await isHere(world.repository, commit))) return true
      return (await world.repository.branches(commit)).length === 0
    }
    yield { evidence: 'the same lines', rows: [row], isSuccessor: await isGone() }
  }

  const runs = (await explained(log, change)) ?? []
  yield { evidence: 'the same files', rows: await rowsOf(runs, rowOf), isSuccessor: false }
}

/** Commits that a rewrite folds in and that have no say in what the code does. */
const holdsNoCode = new Set(['own-commit', 'docs-only', 'ignored-paths', 'no-changes'])

const rowsOf = async (
  runs: readonly string[],
  rowOf: (run: string) => Promise<Row | undefined>,
): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const run of runs) {
    const row = await rowOf(run)
    if (row) rows.push(row)
  }
  return rows
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
