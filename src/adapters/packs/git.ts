import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isGitDocError } from '../../errors/error.ts'
import { packSourceUnreachable, packUnsafe } from '../../errors/packs.ts'
import type { PackFile, PackSource } from '../../ports/packs.ts'
import { git, gitText } from '../git/command.ts'
import { openBounds } from './bounds.ts'

type GitSource = Extract<PackSource, { readonly kind: 'git' }>

/** Protocols that start no program of the address's choice. */
const environment = { GIT_ALLOW_PROTOCOL: 'https:ssh:file', GIT_TERMINAL_PROMPT: '0' }

/** The files of a commit, read from its objects: nothing is checked out, so no filter and no hook runs. PACK_SOURCE_UNREACHABLE, PACK_UNSAFE. */
export const fetchGitPack = async (
  source: GitSource,
  root: string,
  shown: string,
): Promise<{ readonly files: readonly PackFile[]; readonly resolved: GitSource }> => {
  const folder = await mkdtemp(join(tmpdir(), 'git-doc-pack-'))
  try {
    await git(['init', '--quiet', '--bare', '--template=', folder], { cwd: root })
    const commit = await fetchCommit(source, folder, root)
    const files = await filesOf(commit, source.folder, folder, shown)
    return { files, resolved: { ...source, ref: commit } }
  } catch (error) {
    if (!isGitDocError(error) || error.code.startsWith('PACK_')) throw error
    const said = error.code === 'REMOTE_UNREACHABLE' ? (error.cause as Error) : error
    throw packSourceUnreachable(shown, said.message, error)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fetchCommit = async (
  { url, ref }: GitSource,
  folder: string,
  root: string,
): Promise<string> => {
  const isAddress = /:\/\/|^[\w.-]+@[\w.-]+:/.test(url)
  const address = isAddress ? url : join(root, url)
  const fetch = (...refs: readonly string[]) =>
    git(
      [`--git-dir=${folder}`, 'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...refs],
      { cwd: root, env: environment },
    )
  const named = async (revision: string) =>
    gitText([`--git-dir=${folder}`, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`], {
      cwd: root,
    })
  try {
    await fetch('--depth=1', '--', address, ref)
    return await named('FETCH_HEAD')
  } catch (error) {
    if (!/^[0-9a-f]{7,64}$/.test(ref)) throw error
    // Not every server gives a commit by its id.
    await fetch('--', address, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*')
    return await named(ref)
  }
}

const filesOf = async (
  commit: string,
  below: string,
  folder: string,
  shown: string,
): Promise<readonly PackFile[]> => {
  const tree = below === '' ? commit : `${commit}:${below}`
  const options = { cwd: folder }
  const { stdout } = await git(['ls-tree', '-r', '-z', '--long', '--full-tree', tree], options)
  const bounds = openBounds(shown)
  const entries = stdout
    .toString()
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const [, mode = '', id = '', size = '', path = ''] =
        /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? []
      if (mode !== '100644' && mode !== '100755')
        throw packUnsafe(shown, path, 'it is a link or a submodule')
      bounds.add(path, Number(size))
      return { id, path }
    })
  const input = entries.map(({ id }) => `${id}\n`).join('')
  const { stdout: objects } = await git(['cat-file', '--batch'], { ...options, input })
  let at = 0
  return entries.map(({ path }) => {
    const end = objects.indexOf(10, at)
    const size = Number(objects.subarray(at, end).toString().split(' ')[2])
    const bytes = Uint8Array.from(objects.subarray(end + 1, end + 1 + size))
    at = end + 2 + size
    return { path, bytes }
  })
}
