import { isGitDocError } from '../../errors/error.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { Repository } from '../../ports/repository.ts'
import type { StatusRow } from '../../projections/status.ts'

/** Whether this repository has a commit. Git removes a rewritten one some day, and a shallow clone may never have had it. */
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

/**
 * The rows whose commits a tip does not contain. It asks about all at once, because a process for each would take
 * seconds.
 */
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
 * The ids under which a run's commit may be on a branch: amending gives it another id, and a published doc commit
 * stands for it if the commit was rewritten before its publisher could record that.
 */
const idsOf = ({ context: { commit, amended, prepared } }: StatusRow<CommitRun>): string[] => [
  amended ?? commit,
  ...(prepared ? [prepared.docCommit] : []),
]
