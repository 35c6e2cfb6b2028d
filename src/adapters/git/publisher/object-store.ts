import { gitFailed } from '../../../errors/git.ts'
import type { TreeEntry } from '../../../ports/repository.ts'
import { git, gitText } from '../command.ts'

/** So many names at a time as any system takes on a command line. */
export const portions = (files: readonly string[], size = 200): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(files.length / size) }, (_, at) =>
    files.slice(at * size, (at + 1) * size),
  )

/** The entries of these files in a commit, as far as they are there. */
export const treeEntries = async (
  root: string,
  commit: string,
  files: readonly string[],
): Promise<readonly TreeEntry[]> => {
  const found: TreeEntry[] = []
  for (const some of portions(files)) {
    const args = ['ls-tree', '-z', '--full-tree', commit, '--', ...some]
    found.push(...parseEntries((await git(args, { cwd: root })).stdout.toString()))
  }
  return found
}

const parseEntries = (text: string): readonly TreeEntry[] =>
  text.split('\0').flatMap(line => {
    const [, mode, blob, path] = /^(\d+) \S+ (\S+)\t(.+)$/s.exec(line) ?? []
    return mode && blob && path ? [{ path, mode, blob }] : []
  })

/** One of several objects that were read. GIT_FAILED if the repository has lost it. */
export const objectOf = (objects: ReadonlyMap<string, Buffer>, id: string): Buffer => {
  const bytes = objects.get(id)
  if (!bytes) throw gitFailed(['cat-file', 'blob', id], 'the object is missing')
  return bytes
}

/** Stores bytes as they are, without filters. */
export const writeBlob = (root: string, bytes: Uint8Array): Promise<string> =>
  gitText(['hash-object', '-w', '--stdin'], { cwd: root, input: bytes })

/** What `update-index --index-info -z` reads. */
export const indexInfo = (entries: readonly TreeEntry[]): string =>
  entries.map(({ mode, blob, path }) => `${mode} ${blob}\t${path}\0`).join('')
