import { isGitDocError } from '../errors.ts'
import type { CommitRun } from '../machines/commit-run.ts'
import type { Repository } from '../ports/repository.ts'
import type { StatusRow } from '../projections/status.ts'

/** Whether a commit is still here: after a rewrite Git forgets it some day, and a shallow clone may never have had it. */
export const isHere = async (
  repository: Pick<Repository, 'commit'>,
  commit: string,
): Promise<boolean> => {
  try {
    await repository.commit(commit)
    return true
  } catch (error) {
    if (isGitDocError(error) && error.code === 'UNKNOWN_COMMIT') return false
    throw error
  }
}

/** The rows whose commits a tip does not reach, asked for all at once: a process for each would take seconds. */
export const notIn = async (
  repository: Repository,
  rows: readonly StatusRow<CommitRun>[],
  tip: string,
): Promise<readonly StatusRow<CommitRun>[]> => {
  const gone = new Set<string>()
  const here: string[] = []
  for (const commit of rows.flatMap(idsOf)) {
    if (await isHere(repository, commit)) here.push(commit)
    else gone.add(commit)
  }
  for (const commit of await repository.commits({ from: [tip], to: here })) gone.add(commit)
  return rows.filter(row => idsOf(row).every(id => gone.has(id)))
}

/**
 * The ids by which a run's commit may be here: a doc commit that was made part of it gave it another; and one that was
 * published stands for it, though the commit was rewritten meanwhile, and whoever published it ended before that was recorded.
 */
const idsOf = ({ context: { commit, amended, prepared } }: StatusRow<CommitRun>): string[] => [
  amended ?? commit,
  ...(prepared ? [prepared.docCommit] : []),
]
