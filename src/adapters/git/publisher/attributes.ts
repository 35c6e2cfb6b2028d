import { homedir } from 'node:os'
import { join, posix } from 'node:path'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { environment } from '../../process/environment.ts'
import { git } from '../command.ts'
import { fileStates } from './file-states.ts'
import type { IndexEntry } from './user-index.ts'

/** Attributes by which Git converts a file. Line endings are kept as each copy has them, so they need no conversion. */
const converting = ['ident', 'working-tree-encoding', 'filter']

/** Attributes by which Git converts the line endings of a file. */
export const lineEndings = ['text', 'crlf', 'eol']

/** The converting attributes of those files that have some, such as `ident` or `filter=lfs`. */
export const askAttributes = async (
  root: string,
  files: readonly string[],
  more: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> => {
  const input = files.map(file => `${file}\0`).join('')
  const args = ['check-attr', '-z', '--stdin', ...converting, ...more]
  const words = (await git(args, { cwd: root, input })).stdout.toString().split('\0')
  const found = new Map<string, string>()
  for (let at = 0; at + 2 < words.length; at += 3) {
    const [file = '', name = '', value = ''] = words.slice(at, at + 3)
    if (value === 'unspecified' || value === 'unset') continue
    const before = found.get(file)
    const attribute = value === 'set' ? name : `${name}=${value}`
    found.set(file, before === undefined ? attribute : `${before}, ${attribute}`)
  }
  return found
}

/** The attribute files of the folders on the way to some files. */
export const attributeFiles = (files: readonly string[]): readonly string[] => [
  ...new Set(files.flatMap(foldersAbove).map(folder => posix.join(folder, '.gitattributes'))),
]

const foldersAbove = (file: string): string[] => {
  const folder = posix.dirname(file)
  return folder === '.' ? [folder] : [folder, ...foldersAbove(folder)]
}

/**
 * What the attributes of some files depend on, as one text. Where the working tree has no attribute file, Git takes that
 * of the index. `global` is `core.attributesFile`.
 */
export const attributeState = (
  { root, commonDirectory }: RepositoryPaths,
  files: readonly string[],
  indexed: readonly IndexEntry[],
  global: string | undefined,
): string => {
  const { HOME = homedir(), XDG_CONFIG_HOME } = environment()
  const own = attributeFiles(files)
  const states = fileStates([
    ...own.map(file => join(root, file)),
    join(commonDirectory, 'info/attributes'),
    global?.replace(/^~(?=\/)/, HOME) ??
      join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git/attributes'),
  ])
  const blobs = indexed.flatMap(({ path, blob }) => (own.includes(path) ? [`${path} ${blob}`] : []))
  return [...files, global ?? '', states, ...blobs].join('\0')
}
