import type { TreeEntry } from '../../ports/repository.ts'
import { type ReadObject, readTree } from './objects.ts'
import { treeMode } from './tree-object.ts'

/** A file before and after; one side is missing where it was added or deleted. */
export interface Pair {
  readonly old: TreeEntry | undefined
  readonly new: TreeEntry | undefined
}

/** The files that differ between two trees, in the order of Git's raw output; no tree is an empty one. */
export const diffTrees = async (
  read: ReadObject,
  before: string | undefined,
  after: string | undefined,
): Promise<readonly Pair[]> => {
  const pairs: Pair[] = []
  await collect(read, { before, after, folder: '' }, pairs)
  return pairs.sort((one, other) => Buffer.compare(nameOf(one), nameOf(other)))
}

const nameOf = ({ old, new: now }: Pair) => Buffer.from((now ?? old)?.path ?? '')

interface Folder {
  readonly before: string | undefined
  readonly after: string | undefined
  readonly folder: string
}

const collect = async (read: ReadObject, { before, after, folder }: Folder, pairs: Pair[]) => {
  if (before === after) return
  const [old, now] = await Promise.all([byName(read, before), byName(read, after)])
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const path = folder + name
    const [was, is] = [old.get(name), now.get(name)]
    const files = { old: fileAt(path, was), new: fileAt(path, is) }
    if (differ(files)) pairs.push(files)
    await collect(read, { before: treeOf(was), after: treeOf(is), folder: `${path}/` }, pairs)
  }
}

const byName = async (
  read: ReadObject,
  tree: string | undefined,
): Promise<ReadonlyMap<string, TreeEntry>> =>
  new Map(tree === undefined ? [] : (await readTree(read, tree)).map(entry => [entry.path, entry]))

const treeOf = (entry: TreeEntry | undefined) => (entry?.mode === treeMode ? entry.blob : undefined)

const fileAt = (path: string, entry: TreeEntry | undefined): TreeEntry | undefined =>
  entry && entry.mode !== treeMode ? { ...entry, path } : undefined

const differ = ({ old, new: now }: Pair): boolean =>
  old?.mode !== now?.mode || old?.blob !== now?.blob

/** Pairs a deleted file with an added one of the same content, first of the same name: Git's exact renames. */
export const pairRenames = (pairs: readonly Pair[]): readonly Pair[] => {
  const deleted = new Map<string, TreeEntry[]>()
  for (const { old, new: now } of pairs)
    if (old && !now) deleted.set(contentOf(old), [...(deleted.get(contentOf(old)) ?? []), old])

  const renamed = new Set<TreeEntry>()
  const paired = pairs.map((pair): Pair => {
    if (pair.old || !pair.new) return pair
    const { path } = pair.new
    const sources = (deleted.get(contentOf(pair.new)) ?? []).filter(file => !renamed.has(file))
    const source = sources.find(file => baseName(file.path) === baseName(path)) ?? sources[0]
    if (!source) return pair
    renamed.add(source)
    return { old: source, new: pair.new }
  })
  return paired.filter(({ old, new: now }) => now || !old || !renamed.has(old))
}

/** Regular files may change their mode on the way, others not. */
const contentOf = ({ mode, blob }: TreeEntry) => (mode.startsWith('100') ? blob : `${mode} ${blob}`)

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1)
