import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Obstacle, Publication } from '../../../ports/doc-commits.ts'
import { git } from '../command.ts'
import type { Place } from './place.ts'

/** The branch a doc commit would be made on and its commit, or what stands in the way of any. */
export const standing = async (
  place: Place,
): Promise<
  | { readonly obstacle: Obstacle }
  | { readonly obstacle: undefined; readonly ref: string; readonly commit: string }
> => {
  const operation = await operationUnderWay(place)
  if (operation) return { obstacle: operation }
  const ref = await checkedOut(place)
  if (ref === undefined) return { obstacle: detached }
  const commit = await tip(place, ref)
  if (commit === undefined) return { obstacle: unborn(ref) }
  return { obstacle: undefined, ref, commit }
}

/** What keeps work waiting, as an answer. */
export const waits = (obstacle: Obstacle): Extract<Publication, { state: 'waits' }> => ({
  state: 'waits',
  obstacle,
})

/** The branch HEAD names; undefined when it is detached. */
export const checkedOut = async ({ root, gitDirectory }: Place): Promise<string | undefined> => {
  const text = await readFile(join(gitDirectory, 'HEAD'), 'utf8')
  const named = /^ref: (refs\/\S+)\n?$/.exec(text)?.[1]
  if (named && named !== 'refs/heads/.invalid') return named
  // Detached, kept in a reftable, or an old symbolic link: Git knows.
  const { code, stdout } = await git(['symbolic-ref', '--quiet', 'HEAD'], {
    cwd: root,
    codes: [0, 1],
  })
  return code === 0 ? stdout.toString().trimEnd() : undefined
}

/** The commit a ref is at; undefined when there is none. */
export const tip = async ({ root }: Place, ref: string): Promise<string | undefined> => {
  const { code, stdout } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
    cwd: root,
    codes: [0, 1],
  })
  return code === 0 ? stdout.toString().trimEnd() : undefined
}

/** An operation of several steps that a person began and has not ended. */
export const operationUnderWay = async (place: Place): Promise<Obstacle | undefined> => {
  const there = await Promise.all(operations.map(({ mark }) => isThere(place, mark)))
  const found = operations[there.indexOf(true)]
  if (!found) return undefined
  const reason = found.reason ?? (await sequence(place))
  const name = reason === 'rebase' ? 'rebase (or "git am")' : reason
  return {
    reason,
    detail: `A ${name} is under way: doc commits wait until it is finished or aborted.`,
    files: [],
  }
}

const operations = [
  { mark: 'MERGE_HEAD', reason: 'merge' },
  { mark: 'rebase-merge', reason: 'rebase' },
  { mark: 'rebase-apply', reason: 'rebase' },
  { mark: 'CHERRY_PICK_HEAD', reason: 'cherry-pick' },
  { mark: 'REVERT_HEAD', reason: 'revert' },
  { mark: 'BISECT_LOG', reason: 'bisect' },
  // Several picks or reverts, between two of them.
  { mark: 'sequencer', reason: undefined },
] as const

const isThere = async (place: Place, mark: string): Promise<boolean> =>
  (await exists(join(place.gitDirectory, mark))) ||
  // A reftable keeps these two among the refs.
  (/^(CHERRY_PICK|REVERT)_HEAD$/.test(mark) &&
    (await exists(join(place.commonDirectory, 'reftable'))) &&
    (await tip(place, mark)) !== undefined)

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const sequence = async ({ gitDirectory }: Place): Promise<'revert' | 'cherry-pick'> => {
  const todo = await readFile(join(gitDirectory, 'sequencer', 'todo'), 'utf8').catch(() => '')
  return todo.startsWith('revert') ? 'revert' : 'cherry-pick'
}

const detached: Obstacle = {
  reason: 'detached-head',
  detail: 'HEAD is detached: a doc commit there would belong to no branch.',
  files: [],
}

const unborn = (ref: string): Obstacle => ({
  reason: 'unborn-branch',
  detail: `${ref} has no commit yet.`,
  files: [],
})
