import type { PreparedCommit, Publication } from '../../../ports/publisher.ts'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { git } from '../command.ts'
import { spawnGit } from '../spawn-git.ts'
import { indexLocked, tip, waits } from './preflight.ts'

/** The compare-and-swap of a branch in a Git process that has started already: nobody waits for that with the index locked. */
export interface RefUpdate {
  /** Resolves when Git can move the branch at once. */
  readonly ready: Promise<unknown>
  /** Moves the branch if it is still at the parent; what it found instead, if not. */
  move(): Promise<Publication | undefined>
  /** Ends the process without moving anything, if it has not moved yet. */
  close(): Promise<void>
}

/** Starts the process; it locks and moves nothing yet. */
export const openRefUpdate = (
  paths: RepositoryPaths,
  { id, parent, ref }: PreparedCommit,
  subject: string,
): RefUpdate => {
  const args = ['update-ref', '-m', `git-doc: ${subject}`, '--stdin']
  let ready: () => void = () => {}
  const started = new Promise<void>(resolve => {
    ready = resolve
  })
  const child = spawnGit(args, { cwd: paths.root, onOutput: () => ready() })
  child.write(`start\nupdate ${ref} ${id} ${parent}\n`)
  return {
    ready: Promise.race([started, child.ended]),
    async move() {
      child.end('prepare\ncommit\n')
      // A signal may have ended it after it had done its work.
      const { code, stderr, error } = await child.ended
      const found = code === 0 ? id : await tip(paths, ref)
      if (found === id) return undefined
      if (found !== parent) return { state: 'moved', found }
      // Collected in this moment (`git gc --prune=now`), since no ref names it: it is made anew.
      if (!(await exists(paths, id))) return { state: 'moved', found }
      if (stderr.includes(".lock': File exists"))
        return waits(indexLocked(`Another Git command holds ${ref}.`))
      throw error
    },
    async close() {
      child.end()
      await child.ended
    },
  }
}

const exists = async ({ root }: RepositoryPaths, commit: string): Promise<boolean> =>
  (await git(['cat-file', '-e', commit], { cwd: root, codes: [0, 1, 128] })).code === 0
