import { mkdir, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { pathTaken } from '../../errors/upstream.ts'
import type { Checkout } from '../../ports/upstream.ts'
import { gitText } from '../git/command.ts'
import { remoteGit } from './remote-git.ts'

/** The commit that is checked out at a path; undefined if there is not a repository of its own. */
export const checkedOut = async (root: string, path: string): Promise<string | undefined> => {
  const folder = join(root, path)
  if (!(await isOwn(folder))) return undefined
  const id = await gitText(['rev-parse', '--verify', '--quiet', 'HEAD'], {
    cwd: folder,
    codes: [0, 1, 128],
  })
  return id || undefined
}

/**
 * Brings a path to a commit. All of it can be repeated: a repository that is there is used, what is fetched already is fetched no
 * more, and Git's own refusal protects what a person changed there.
 */
export const checkOut = async (
  root: string,
  { path, remote, commit, ref }: Checkout,
  signal: AbortSignal,
): Promise<void> => {
  const folder = join(root, path)
  await mkdir(folder, { recursive: true })
  if (!(await isOwn(folder))) {
    if ((await readdir(folder)).length > 0)
      throw pathTaken(path, 'it has files and is not a repository of its own')
    await gitText(['init', '--quiet'], { cwd: folder })
  }
  if (!(await has(folder, commit))) {
    const wanted =
      ref === undefined ? commit : ref.startsWith('refs/tags/') ? `+${ref}:${ref}` : ref
    // A relative address is one from the top of the repository.
    const from = /^\.{1,2}\//.test(remote) ? join(root, remote) : remote
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', from, wanted]
    await remoteGit(args, { remote, cwd: folder, signal })
  }
  await gitText(['checkout', '--quiet', '--detach', commit, '--'], { cwd: folder })
}

/** Whether a repository begins in this folder. One that only lies in another would be that other one's. */
const isOwn = async (folder: string): Promise<boolean> => {
  const top = await gitText(['rev-parse', '--show-toplevel'], {
    cwd: folder,
    codes: [0, 128],
  }).catch(() => '')
  if (top === '') return false
  return (await realpath(top)) === (await realpath(folder).catch(() => ''))
}

const has = async (folder: string, commit: string): Promise<boolean> =>
  (await gitText(['cat-file', '-t', commit], { cwd: folder, codes: [0, 128] })) === 'commit'
