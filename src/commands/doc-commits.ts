import { isGitDocError } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { Finding } from '../ports/health.ts'
import type { Repository } from '../ports/repository.ts'
import type { StatusRow } from '../projections/status.ts'

/** A doc commit that a branch holds, by what its trailers say. */
export interface FoundDocCommit {
  readonly docCommit: string
  readonly commit: string
  readonly run: string
  readonly refs: readonly string[]
}

type Row = Pick<StatusRow<CommitRun>, 'run' | 'state' | 'context'>

/** The newest doc commit of each run that the log knows nothing of. `found` is newest first. */
export const unrecorded = (
  rows: ReadonlyMap<string, Row>,
  found: readonly FoundDocCommit[],
): readonly FoundDocCommit[] => {
  const newest = new Map<string, FoundDocCommit>()
  for (const one of found) if (!newest.has(one.run)) newest.set(one.run, one)
  return [...newest.values()].filter(one => !isRecorded(rows.get(one.run), one))
}

/** A doc commit that is prepared is found by the run itself when it goes on; one that was rebased has a new id. */
const isRecorded = (row: Row | undefined, { docCommit }: FoundDocCommit): boolean => {
  if (!row) return false
  const { context, state } = row
  if (context.docCommit === docCommit || context.prepared?.docCommit === docCommit) return true
  return !/^(pending|planned|applying|failed)\b/.test(state)
}

/** Compares the doc commits that the log names with those that Git has, both ways. */
export const docCommitFindings = async (
  rows: ReadonlyMap<string, Row>,
  found: readonly FoundDocCommit[],
  repository: Pick<Repository, 'commit'>,
): Promise<readonly Finding[]> => {
  const name = 'doc commits'
  const held = new Set(found.flatMap(({ docCommit, run }) => [docCommit, run]))
  const findings: Finding[] = []
  let recorded = 0
  for (const { run, context } of rows.values()) {
    const { docCommit } = context
    if (docCommit === undefined) continue
    recorded += 1
    if (held.has(docCommit) || held.has(run)) continue
    const trouble = await troubleWith(docCommit, run, repository)
    findings.push({ name, ...trouble })
  }
  const unknown = unrecorded(rows, found)
  const [first] = unknown
  if (first) {
    findings.push({
      name,
      state: 'warning',
      detail: `${unknown.length} doc commits in Git are not in the log, such as ${short(first.docCommit)} for ${short(first.commit)}.`,
      hint: '"git-doc doctor --repair" records them, so that nothing is documented twice.',
    })
  }
  if (findings.length > 0) return findings
  return [{ name, state: 'ok', detail: `${recorded} in the log, as Git has them.` }]
}

const troubleWith = async (
  docCommit: string,
  run: string,
  repository: Pick<Repository, 'commit'>,
): Promise<Omit<Finding, 'name'>> => {
  const what = `The doc commit ${short(docCommit)} of ${run.replace(/^(commit\/.{8}).*/, '$1')}`
  try {
    const { trailers } = await repository.commit(docCommit)
    if (trailers['git-doc-run'] !== run) {
      const hint = 'Look at it with "git show"; nothing is done about it by itself.'
      return { state: 'error', detail: `${what} does not name the run in its trailers.`, hint }
    }
    return { state: 'warning', detail: `${what} is on no branch any more.`, hint: dropped }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { state: 'warning', detail: `${what} is not in Git any more.`, hint: dropped }
  }
}

const dropped = 'If it was dropped on purpose, nothing is to be done.'
const short = (id: string): string => id.slice(0, 8)
