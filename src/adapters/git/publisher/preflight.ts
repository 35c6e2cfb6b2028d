import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Basis, Blocker, Publication } from '../../../ports/publisher.ts'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { git } from '../command.ts'
import { isObjectId } from '../objects.ts'
import type { GitReader } from './reader.ts'

/** The branch a commit would be made on and its commit, or what stands in the way of any there. */
export const preflight = async (
  paths: GitReader,
  basis?: Basis,
): Promise<
  | { readonly blocker: Blocker }
  | { readonly blocker: undefined; readonly ref: string; readonly commit: string }
> => {
  const operation = await operationInProgress(paths)
  if (operation) return { blocker: operation }
  const ref = await branchOfHead(paths)
  if (ref === undefined) return { blocker: detached }
  const commit = await tip(paths, ref)
  if (commit === undefined) return { blocker: unborn(ref) }
  const elsewhere = basis && (await notOn(paths, basis, ref, commit))
  return elsewhere ? { blocker: elsewhere } : { blocker: undefined, ref, commit }
}

/** A commit of ours belongs on a branch that has the commit it follows; the blocker if this one has not. */
export const notOn = async (
  { root, isAncestor }: GitReader,
  { commit, refs = [] }: Basis,
  ref: string | undefined,
  head: string,
): Promise<Blocker | undefined> => {
  if (commit === head || (ref !== undefined && refs.includes(ref))) return undefined
  // A commit that Git no longer has is on no branch either.
  if (await isAncestor(commit, head)) return undefined
  const options = { cwd: root, codes: [0, 1, 128, 129] }
  const args = ['for-each-ref', '--format=%(refname:short)', `--contains=${commit}`, 'refs/heads']
  const [branch] = (await git(args, options)).stdout.toString().split('\n')
  const here = ref === undefined ? 'HEAD' : ref.replace('refs/heads/', '')
  return {
    reason: 'other-branch',
    detail: branch
      ? `The commit is on ${branch}, and ${here} is checked out. "git switch ${branch}" and "git-doc update" go on there.`
      : 'No branch has the commit any more. The next "git-doc update" looks for what it became.',
    files: [],
  }
}

/** What keeps work waiting, as an answer. */
export const waits = (blocker: Blocker): Extract<Publication, { state: 'waits' }> => ({
  state: 'waits',
  blocker,
})

/** Another Git command is at work at the same place. */
export const indexLocked = (detail: string): Blocker => ({
  reason: 'index-locked',
  detail,
  files: [],
})

/** The branch HEAD names; undefined when it is detached. */
export const branchOfHead = async ({
  root,
  gitDirectory,
}: RepositoryPaths): Promise<string | undefined> => {
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
export const tip = async (
  { root, commonDirectory }: RepositoryPaths,
  ref: string,
): Promise<string | undefined> => {
  // A branch that moved lately is a file with an id, of a commit as Git allows nothing else there.
  const file = ref.startsWith('refs/heads/') ? join(commonDirectory, ref) : undefined
  const line = file && (await readFile(file, 'utf8').catch(() => undefined))?.trim()
  if (line && isObjectId(line)) return line
  const { code, stdout } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
    cwd: root,
    codes: [0, 1],
  })
  return code === 0 ? stdout.toString().trimEnd() : undefined
}

/** An operation of several steps that a person began and has not ended. */
export const operationInProgress = async (paths: RepositoryPaths): Promise<Blocker | undefined> => {
  const found = await firstOperation(paths)
  if (!found) return undefined
  const reason = found.reason ?? (await sequence(paths))
  const name = reason === 'rebase' ? 'rebase (or "git am")' : reason
  return {
    reason,
    detail: `A ${name} is in progress. Finish or abort it; "git-doc update" goes on then.`,
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

const firstOperation = async (paths: RepositoryPaths) => {
  const isReftable = existsSync(join(paths.commonDirectory, 'reftable'))
  for (const operation of operations) {
    const { mark } = operation
    if (existsSync(join(paths.gitDirectory, mark))) return operation
    // A reftable keeps these two among the refs.
    if (isReftable && /^(CHERRY_PICK|REVERT)_HEAD$/.test(mark) && (await tip(paths, mark)))
      return operation
  }
  return undefined
}

const sequence = async ({ gitDirectory }: RepositoryPaths): Promise<'revert' | 'cherry-pick'> => {
  const todo = await readFile(join(gitDirectory, 'sequencer', 'todo'), 'utf8').catch(() => '')
  return todo.startsWith('revert') ? 'revert' : 'cherry-pick'
}

const detached: Blocker = {
  reason: 'detached-head',
  detail:
    'HEAD is detached: a commit there would not be on any branch. Switch to a branch, and run "git-doc update".',
  files: [],
}

const unborn = (ref: string): Blocker => ({
  reason: 'unborn-branch',
  detail: `${ref.replace('refs/heads/', '')} has no commit yet. Commit something, or switch to a branch that has the commit.`,
  files: [],
})
