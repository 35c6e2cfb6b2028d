import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import picomatch from 'picomatch'
import type { WorkingState } from '../../ports/pipelines.ts'
import { git, gitText } from '../git/command.ts'

/**
 * What is checked out at a root, and the tree of its files as they are. Where nothing has changed, that is the commit's; otherwise Git
 * makes it from an index and of objects in a temporary folder, so that the repository and the person's index stay as they are.
 */
export const workingState = async (
  root: string,
  leftOut: readonly string[],
): Promise<WorkingState> => {
  const options = { cwd: root }
  const args = [
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    '--untracked-files=all',
    '--no-renames',
  ]
  const lines = (await git(args, options)).stdout.toString().split('\0')
  const oid = headerIn(lines, 'branch.oid')
  const commit = oid === '(initial)' ? undefined : oid
  const name = headerIn(lines, 'branch.head')
  const branch = name === '(detached)' ? undefined : name
  const isLeftOut = picomatch([...leftOut], { dot: true })
  const changed = lines.flatMap(pathIn).filter(path => leftOut.length === 0 || !isLeftOut(path))
  const tree =
    changed.length === 0 && commit !== undefined
      ? await gitText(['rev-parse', `${commit}^{tree}`], options)
      : await treeWith(root, commit, changed)
  return { commit, branch, tree }
}

const headerIn = (lines: readonly string[], name: string): string | undefined => {
  const start = `# ${name} `
  return lines.find(line => line.startsWith(start))?.slice(start.length)
}

/** The path of an entry; a folder with a repository of its own has no content that a tree could hold. */
const pathIn = (line: string): readonly string[] => {
  const fields = { '1': 8, u: 10, '?': 1 }[line[0] ?? '']
  if (fields === undefined) return []
  const path = line.split(' ').slice(fields).join(' ')
  return path.endsWith('/') ? [] : [path]
}

const treeWith = async (
  root: string,
  commit: string | undefined,
  changed: readonly string[],
): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'git-doc-tree-'))
  try {
    const objects = resolve(
      root,
      await gitText(['rev-parse', '--git-path', 'objects'], { cwd: root }),
    )
    const env = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    }
    const options = { cwd: root, env }
    if (commit !== undefined) await git(['read-tree', commit], options)
    const input = changed.map(path => `${path}\0`).join('')
    await git(['update-index', '--add', '--remove', '-z', '--stdin'], { ...options, input })
    return await gitText(['write-tree'], options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
