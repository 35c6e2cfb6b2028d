import { shortRun } from '../../engine/run-name.ts'
import { isGitDocError } from '../../errors/error.ts'
import { isReverting } from '../../machines/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import { type Finding, sound } from '../../ports/health.ts'
import type { Repository } from '../../ports/repository.ts'
import type { StatusRow } from '../../projections/status.ts'

/** A doc commit on a branch, according to its trailers. */
export interface FoundDocCommit {
  readonly docCommit: string
  readonly commit: string
  readonly run: string
  readonly refs: readonly string[]
}

type Row = Pick<StatusRow<CommitRun>, 'run' | 'tag' | 'value' | 'context'>

/** Each run's newest doc commit that is missing from the log. `found` is newest first. */
export const unrecorded = (
  rows: ReadonlyMap<string, Row>,
  found: readonly FoundDocCommit[],
): readonly FoundDocCommit[] => {
  const newest = new Map<string, FoundDocCommit>()
  for (const one of found) if (!newest.has(one.run)) newest.set(one.run, one)
  return [...newest.values()].filter(one => !isRecorded(rows.get(one.run), one))
}

/** A prepared doc commit counts as recorded, because its run finds it when it resumes. A rebased one has a new id. */
const isRecorded = (row: Row | undefined, { docCommit }: FoundDocCommit): boolean => {
  if (!row) return false
  const { context } = row
  if (context.docCommit === docCommit || context.prepared?.docCommit === docCommit) return true
  return row.tag === 'done' || isReverting(row)
}

/** Compares the doc commits in the log with those in Git, in both directions. */
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
      code: 'DOC_COMMITS_UNRECORDED',
      repair: 'record',
      detail: `${unknown.length} doc commits in Git are not in the log, such as ${short(first.docCommit)} for ${short(first.commit)}.`,
      hint: '"git-doc doctor --repair" records them, so that no commit is documented twice.',
    })
  }
  if (findings.length > 0) return findings
  return [sound(name, `${recorded} in the log, all in agreement with Git.`)]
}

const troubleWith = async (
  docCommit: string,
  run: string,
  repository: Pick<Repository, 'commit'>,
): Promise<Omit<Finding, 'name'>> => {
  const what = `The doc commit ${short(docCommit)} of ${shortRun(run)}`
  try {
    const { trailers } = await repository.commit(docCommit)
    if (trailers['git-doc-run'] !== run) {
      const hint = 'Look at it with "git show". git-doc does not change it by itself.'
      const detail = `${what} does not name the run in its trailers.`
      return { state: 'error', code: 'DOC_COMMIT_CHANGED', detail, hint }
    }
    const detail = `${what} is no longer on any branch.`
    return { state: 'warning', code: 'DOC_COMMIT_DROPPED', detail, hint: dropped }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    const detail = `${what} is no longer in Git.`
    return { state: 'warning', code: 'DOC_COMMIT_GONE', detail, hint: dropped }
  }
}

const dropped = 'If you dropped it on purpose, you need to do nothing.'
const short = (id: string): string => id.slice(0, 8)
