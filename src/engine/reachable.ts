import { isGitDocError } from '../errors.ts'
import type { Repository } from '../ports.ts'

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
