import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Head, RepositoryFacts } from '../../ports/repository.ts'
import { isObjectId } from './objects.ts'

/**
 * What is checked out, read from the files where Git keeps it: HEAD is asked for once a run of work, and a process costs
 * a hundred times a file. Undefined where the files do not say (packed refs, reftable, symbolic refs): Git is asked then.
 */
export const readHead = async (
  facts: Pick<RepositoryFacts, 'gitDirectory' | 'commonDirectory'>,
): Promise<Head | undefined> => {
  const head = readLine(join(facts.gitDirectory, 'HEAD'))
  if (head !== undefined && isObjectId(head)) return { ref: undefined, commit: head }
  const ref = /^ref: (refs\/heads\/.+)$/.exec(head ?? '')?.[1]
  if (ref === undefined || ref === 'refs/heads/.invalid') return undefined
  const commit = readLine(join(facts.commonDirectory, ref))
  return commit !== undefined && isObjectId(commit) ? { ref, commit } : undefined
}

/** `refs/remotes/origin/HEAD` is another name of one of the others. */
export const isBranch = (ref: string): boolean => !/^refs\/remotes\/[^/]+\/HEAD$/.test(ref)

/** At once: two lines take a tenth of the time that a detour over another thread takes. */
const readLine = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
