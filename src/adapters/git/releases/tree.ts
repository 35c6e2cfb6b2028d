import type { TreeFiles } from '../../../ports/release-git.ts'
import type { TreeEntry } from '../../../ports/repository.ts'
import type { ReadObject } from '../objects.ts'
import { parseTree, treeMode } from '../tree-object.ts'

/** Folders and files by their ids, as far as they were read: trees of one history have most of them in common. */
export interface KnownObjects {
  readonly folders: Map<string, Promise<Folder>>
  readonly texts: Map<string, Promise<string | undefined>>
}

/** Everything below one folder, with paths from it: files in the order of their paths, and folders. */
interface Folder {
  readonly paths: readonly string[]
  readonly blobs: ReadonlyMap<string, string>
  readonly trees: ReadonlyMap<string, string>
}

const nothing: Folder = { paths: [], blobs: new Map(), trees: new Map() }

/** The tree of a commit, or a tree itself; the Git process that reads it is the only one. */
export const openTree = (
  read: ReadObject,
  treeish: string,
  { folders, texts }: KnownObjects,
): TreeFiles => {
  const places = new Map<string, Promise<string | undefined>>()
  /** The id of a folder, which Git finds by its name. */
  const idOf = (place: string): Promise<string | undefined> => {
    const known = places.get(place) ?? find(place)
    places.set(place, known)
    return known
  }
  const find = async (place: string): Promise<string | undefined> => {
    // A line feed would be another question.
    if (place.includes('\n')) return undefined
    const object = await read(place === '' ? `${treeish}^{tree}` : `${treeish}:${place}`)
    return object?.type === 'tree' ? object.id : undefined
  }
  const folderOf = (id: string): Promise<Folder> => {
    const known = folders.get(id) ?? readFolder(id)
    folders.set(id, known)
    return known
  }
  const readFolder = async (id: string): Promise<Folder> => {
    const object = await read(id)
    if (!object) return nothing
    const entries = parseTree(object.bytes, id.length / 2)
    const below = await Promise.all(
      entries.map(async entry => {
        const folder = entry.mode === treeMode ? await folderOf(entry.blob) : undefined
        return { ...entry, folder }
      }),
    )
    return joined(below)
  }
  const at = async (place: string): Promise<Folder> => {
    const id = await idOf(place)
    return id === undefined ? nothing : folderOf(id)
  }
  const blobOf = async (path: string): Promise<string | undefined> => {
    const slash = path.lastIndexOf('/')
    const { blobs } = await at(slash < 0 ? '' : path.slice(0, slash))
    return blobs.get(path.slice(slash + 1))
  }
  const textOf = async (blob: string): Promise<string | undefined> => {
    const object = await read(blob)
    return object?.type === 'blob' ? object.bytes.toString() : undefined
  }
  return {
    list: async place => {
      const { paths } = await at(place)
      return place === '' ? paths : paths.map(path => `${place}/${path}`)
    },
    async read(path) {
      const blob = await blobOf(path)
      if (blob === undefined) return undefined
      const known = texts.get(blob) ?? textOf(blob)
      texts.set(blob, known)
      return known
    },
    treeOf: idOf,
  }
}

const joined = (
  entries: readonly (TreeEntry & { readonly folder: Folder | undefined })[],
): Folder => {
  const blobs = new Map<string, string>()
  const trees = new Map<string, string>()
  for (const { path, mode, blob, folder: below } of entries) {
    // A symbolic link and a submodule are no files of their folder.
    if (!below && mode.startsWith('100')) blobs.set(path, blob)
    if (!below) continue
    trees.set(path, blob)
    for (const [name, id] of below.blobs) blobs.set(`${path}/${name}`, id)
    for (const [name, id] of below.trees) trees.set(`${path}/${name}`, id)
  }
  return { blobs, trees, paths: [...blobs.keys()].sort() }
}
