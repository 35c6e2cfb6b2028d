import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../ports/health.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { gitText } from './command.ts'
import { readJournal } from './doc-commits/publish-journal.ts'
import { workFolder } from './doc-commits/scratch.ts'

/** Which Git this is; whether it will do was seen when the repository was located. */
export const gitHealth = async (root: string): Promise<Finding[]> => {
  const version = await gitText(['version'], { cwd: root })
  return [{ name: 'git', state: 'ok', detail: `${version.replace(/^git version /, 'Git ')}.` }]
}

/** Whether a doc commit was interrupted after its branch moved. */
export const publicationHealth = async ({ gitDirectory }: RepositoryFacts): Promise<Finding[]> => {
  const name = 'publication'
  const journal = await readJournal(gitDirectory)
  if (journal) {
    const { docCommit, ref } = journal
    const detail = `The doc commit ${docCommit.slice(0, 8)} on ${ref} was interrupted before index and files were brought along.`
    const hint = 'The next "git-doc update" finishes it.'
    return [{ name, state: 'warning', detail, hint }]
  }
  const names: string[] = await readdir(workFolder(gitDirectory)).catch(() => [])
  if (!names.includes('publish.json')) {
    return [{ name, state: 'ok', detail: 'No doc commit is half done.' }]
  }
  const detail = `${join(workFolder(gitDirectory), 'publish.json')} cannot be read.`
  const hint = 'A newer git-doc may have written it: update git-doc.'
  return [{ name, state: 'error', detail, hint }]
}
