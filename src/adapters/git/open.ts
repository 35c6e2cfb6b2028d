import { isGitDocError } from '../../errors/error.ts'
import type { Repository, RepositoryFacts } from '../../ports/repository.ts'
import { locate } from './locate.ts'
import { openNativeRepository } from './native.ts'

/** The repository a folder belongs to, read by git, or without a git command by isomorphic-git where that can read it. */
export const openRepository = (path: string): Promise<Repository> =>
  openNativeRepository(path).catch(async error => {
    if (!isWithoutGit(error)) throw error
    const { openIsomorphicRepository } = await import('./isomorphic/repository.ts')
    return openIsomorphicRepository(path)
  })

/** Where the repository of a folder is, found the same two ways. Git's version is left unchecked: that would be a second process. */
export const locateRepository = (path: string): Promise<RepositoryFacts> =>
  locate(path, { checksVersion: false }).catch(async error => {
    if (!isWithoutGit(error)) throw error
    const { probe } = await import('./isomorphic/probe.ts')
    return probe(path)
  })

const isWithoutGit = (error: unknown): boolean =>
  isGitDocError(error) && error.code === 'GIT_MISSING'
