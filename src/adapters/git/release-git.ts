import type { ReleaseGit } from '../../ports/release-git.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { catFileAnswer, parseCatFile } from './answers.ts'
import { type GitOptions, git, gitText } from './command.ts'
import { isObjectId, type ReadObject } from './objects.ts'
import { asking } from './receipts/remote.ts'
import { changedBelow, touchingCommits } from './releases/touching.ts'
import { openTree } from './releases/tree.ts'
import { openWorkingCopy } from './releases/working-copy.ts'
import { openStream } from './streams.ts'

/** What promoting releases asks of Git: a process for each question, never one for each package. */
export const openReleaseGit = (facts: RepositoryFacts): ReleaseGit => {
  const { root } = facts
  const run = (args: readonly string[], options: Omit<GitOptions, 'cwd'> = {}) =>
    git(args, { ...options, cwd: root })
  const objects = openStream(['cat-file', '--batch'], { cwd: root, collector: catFileAnswer })
  const read: ReadObject = async id => parseCatFile(await objects.ask(id))

  const known = { folders: new Map(), texts: new Map() }

  return {
    ...openWorkingCopy(facts),
    tree: treeish => openTree(read, treeish, known),
    touching: (to, path) => touchingCommits(root, to, path),
    changedBelow: (to, folder) => changedBelow(root, to, folder),
    versions: (path, commits) =>
      Promise.all(
        commits.map(async commit => {
          // A line feed would be another question.
          const object = path.includes('\n') ? undefined : await read(`${commit}:${path}`)
          return object?.type === 'blob' ? object.bytes.toString() : undefined
        }),
      ),
    treesAt: places =>
      Promise.all(
        places.map(async ({ commit, folder }) => {
          const object = folder.includes('\n') ? undefined : await read(`${commit}:${folder}`)
          return object?.type === 'tree' ? object.id : undefined
        }),
      ),
    async dirty(folder) {
      const args = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all']
      const lines = (await run(args)).stdout.toString().split('\0').filter(Boolean)
      return lines
        .map(line => ({ isUntracked: line.startsWith('??'), path: line.slice(3) }))
        .filter(({ isUntracked, path }) => !isUntracked || isBelow(path, folder))
        .map(({ path }) => path)
    },
    async hasBranch(name) {
      const args = ['show-ref', '--verify', '--quiet', `refs/heads/${name}`]
      return (await run(args, { codes: [0, 1] })).code === 0
    },
    async switchTo(branch, at) {
      await run(
        at === undefined
          ? ['switch', '--quiet', branch]
          : ['switch', '--quiet', '--create', branch, at],
      )
    },
    async removeBranch(name) {
      await run(['branch', '--quiet', '--delete', '--force', '--', name])
    },
    async commitFolder(folder, message) {
      await run(['add', '--all', '--', folder])
      await run(['commit', '--quiet', '--file=-', '--cleanup=verbatim', '--only', '--', folder], {
        input: message,
        attached: true,
      })
      const id = await gitText(['rev-parse', 'HEAD'], { cwd: root })
      if (!isObjectId(id)) throw new Error(`HEAD is ${id}.`)
      return id
    },
    async discard(folder) {
      await run(['reset', '--quiet', '--', folder])
      // HEAD may have nothing there: then there is nothing to restore.
      const known = await run(['ls-tree', '--full-tree', 'HEAD', '--', folder])
      if (known.stdout.length > 0) await run(['checkout', '--quiet', 'HEAD', '--', folder])
      await run(['clean', '--quiet', '--force', '-d', '--', folder])
    },
    async pushTags(remote, tags) {
      const refs = tags.map(tag => `refs/tags/${tag}:refs/tags/${tag}`)
      await asking(root, remote, ['push', '--quiet', '--atomic', '--', remote, ...refs])
    },
    close: objects.close,
  }
}

const isBelow = (path: string, folder: string): boolean =>
  folder === '' || path.startsWith(`${folder}/`)
