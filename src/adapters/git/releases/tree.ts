import type { TreeFiles } from '../../../ports/release-git.ts'
import { git } from '../command.ts'
import type { ReadObject } from '../objects.ts'

interface OpenedTree {
  readonly root: string
  readonly read: ReadObject
  readonly commit: string
  /** What is listed with the first question. */
  readonly folder: string
}

/** The files and folders below one folder, in the order of their paths. */
interface Listing {
  readonly paths: readonly string[]
  readonly blobs: ReadonlyMap<string, string>
  readonly trees: ReadonlyMap<string, string>
}

/** The tree of a commit: one `git ls-tree` for what lies below the folder, and one for each folder outside it that is asked for. */
export const openTree = ({ root, read, commit, folder }: OpenedTree): TreeFiles => {
  const listings = new Map<string, Promise<Listing>>()
  const texts = new Map<string, Promise<string | undefined>>()
  const listing = (place: string): Promise<Listing> => {
    const below = isIn(place, folder) ? folder : place
    const known = listings.get(below) ?? list(root, commit, below)
    listings.set(below, known)
    return known
  }
  const text = async (path: string): Promise<string | undefined> => {
    const blob = (await listing(path)).blobs.get(path)
    const object = blob === undefined ? undefined : await read(blob)
    return object?.type === 'blob' ? object.bytes.toString() : undefined
  }
  return {
    async list(place) {
      const { paths } = await listing(place)
      return place === '' ? paths : paths.slice(...range(paths, `${place}/`))
    },
    read(path) {
      const known = texts.get(path) ?? text(path)
      texts.set(path, known)
      return known
    },
    treeOf: async place => (await listing(place)).trees.get(place),
  }
}

/** Whether a path is a folder or lies below it. */
const isIn = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`)

/** `mode type id TAB path NUL` of each entry. */
const list = async (root: string, commit: string, folder: string): Promise<Listing> => {
  const below = folder === '' ? [] : ['--', folder]
  const args = ['ls-tree', '-r', '-t', '-z', '--full-tree', commit, ...below]
  const blobs = new Map<string, string>()
  const trees = new Map<string, string>()
  const { stdout } = await git(args, { cwd: root })
  for (const entry of stdout.toString().split('\0').slice(0, -1)) {
    const tab = entry.indexOf('\t')
    const [mode = '', type, id = ''] = entry.slice(0, tab).split(' ')
    const path = entry.slice(tab + 1)
    if (type === 'tree') trees.set(path, id)
    // A symbolic link is no file of its folder.
    else if (mode.startsWith('100')) blobs.set(path, id)
  }
  return { blobs, trees, paths: [...blobs.keys()].sort() }
}

/** Where the paths that begin with a text lie among sorted ones: from, and up to. */
const range = (paths: readonly string[], prefix: string): [number, number] => {
  const from = firstNotBefore(paths, prefix)
  let to = from
  while (paths[to]?.startsWith(prefix)) to += 1
  return [from, to]
}

const firstNotBefore = (paths: readonly string[], text: string): number => {
  let [low, high] = [0, paths.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
