import { join } from 'node:path'
import { gitFailed } from '../../../errors.ts'
import type { TreeEntry } from '../../../ports/repository.ts'
import { git, gitText } from '../command.ts'

/** The entries of these files in a commit, as far as they are there. */
export const treeEntries = async (
  root: string,
  commit: string,
  files: readonly string[],
): Promise<readonly TreeEntry[]> => {
  const { stdout } = await git(['ls-tree', '-z', '--full-tree', commit, '--', ...files], {
    cwd: root,
  })
  return stdout
    .toString()
    .split('\0')
    .flatMap(line => {
      const [, mode, blob, path] = /^(\d+) \S+ (\S+)\t(.+)$/s.exec(line) ?? []
      return mode && blob && path ? [{ path, mode, blob }] : []
    })
}

/** Objects' bytes by their ids, without filters; those that are not there are left out. */
export const readObjects = async (
  root: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> => {
  const wanted = [...new Set(ids)]
  const { stdout } = await git(['cat-file', '--batch'], { cwd: root, input: wanted.join('\n') })
  const found = new Map<string, Buffer>()
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at)
    const [id, , size] = stdout.toString('latin1', at, end).split(' ')
    at = end + 1
    if (id === undefined || size === undefined) continue
    found.set(id, stdout.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return found
}

/** One of several objects that were read. GIT_FAILED if the repository has lost it. */
export const objectOf = (objects: ReadonlyMap<string, Buffer>, id: string): Buffer => {
  const bytes = objects.get(id)
  if (!bytes) throw gitFailed(['cat-file', 'blob', id], 'the object is missing')
  return bytes
}

/** Stores bytes as they are, without filters. */
export const writeBlob = (root: string, bytes: Uint8Array): Promise<string> =>
  gitText(['hash-object', '-w', '--stdin'], { cwd: root, input: bytes })

/** The tree of a commit with some files' blobs replaced, built on an index of its own. */
export const treeWith = async (
  root: string,
  commit: string,
  entries: readonly TreeEntry[],
  scratch: string,
): Promise<string> => {
  const own = { cwd: root, env: { GIT_INDEX_FILE: join(scratch, 'tree-index') } }
  await git([...plainIndex, 'read-tree', commit], own)
  await git([...plainIndex, 'update-index', '-z', '--index-info'], {
    ...own,
    input: indexInfo(entries),
  })
  return gitText([...plainIndex, 'write-tree'], own)
}

/** Nothing shared, watched, sparse or hooked: the index lives for three commands. */
const plainIndex = [
  ['core.splitIndex', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.sparseCheckout', 'false'],
  ['core.hooksPath', '/dev/null'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`])

/** What `update-index --index-info -z` reads. */
export const indexInfo = (entries: readonly TreeEntry[]): string =>
  entries.map(({ mode, blob, path }) => `${mode} ${blob}\t${path}\0`).join('')
