import { isGitDocError } from '../../errors.ts'
import type { Repository } from '../../ports/repository.ts'
import { openNativeRepository } from './native.ts'

/** The repository a folder belongs to, read by git, or without a git command by isomorphic-git where that can read it. */
export const openRepository = async (path: string): Promise<Repository> => {
  try {
    return await openNativeRepository(path)
  } catch (error) {
    if (!isGitDocError(error) || error.code !== 'GIT_MISSING') throw error
    const { openIsomorphicRepository } = await import('./isomorphic/isomorphic.ts')
    return openIsomorphicRepository(path)
  }
}
