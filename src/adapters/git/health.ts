import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, sound } from '../../ports/health.ts'
import type { Makers } from '../../ports/publisher.ts'
import type { RepositoryFacts, RepositoryPaths } from '../../ports/repository.ts'
import { gitText } from './command.ts'
import { isBeingPublished } from './publisher/alone.ts'
import { readJournal } from './publisher/publish-journal.ts'
import { openReader } from './publisher/reader.ts'
import { repositoryBlocker } from './publisher/readiness.ts'
import { workFolder } from './publisher/scratch.ts'

/** Which Git this is; whether it will do was seen when the repository was located. */
export const gitHealth = async (root: string): Promise<Finding[]> => {
  const version = await gitText(['version'], { cwd: root })
  return [sound('git', `${version.replace(/^git version /, 'Git ')}.`)]
}

/** Whether a doc commit could be made now: write permission, an identity, a signature. */
export const commitHealth = async (paths: RepositoryPaths, makers: Makers): Promise<Finding[]> => {
  const name = 'commits'
  const reader = openReader(paths)
  const blocker = await repositoryBlocker(reader, { ...makers, signingTimeout: 10_000 }).finally(
    reader.close,
  )
  if (!blocker) return [sound(name, 'Doc commits can be made here.')]
  const code = `COMMITS_${blocker.reason.toUpperCase()}`
  return [{ name, state: 'warning', code, detail: blocker.detail }]
}

/** Whether a doc commit was interrupted after its branch moved. */
export const publicationHealth = async ({ gitDirectory }: RepositoryFacts): Promise<Finding[]> => {
  const name = 'publication'
  const journal = await readJournal(gitDirectory)
  const underWay = await isBeingPublished(gitDirectory)
  if (journal && !underWay) {
    const { docCommit, ref } = journal
    const detail = `The doc commit ${docCommit.slice(0, 8)} on ${ref} was interrupted before the index and the files followed it.`
    const hint = 'The next "git-doc update" finishes it.'
    return [{ name, state: 'warning', code: 'PUBLICATION_UNFINISHED', detail, hint }]
  }
  const names: string[] = await readdir(workFolder(gitDirectory)).catch(() => [])
  if (underWay || !names.includes('publish.json')) {
    return [sound(name, 'No doc commit is unfinished.')]
  }
  const detail = `${join(workFolder(gitDirectory), 'publish.json')} cannot be read.`
  const hint = 'A newer git-doc may have written it: update git-doc.'
  return [{ name, state: 'error', code: 'PUBLICATION_UNREADABLE', detail, hint }]
}
