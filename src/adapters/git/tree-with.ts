import { filesConflict } from '../../errors/documents.ts'
import type { NewObjects } from './new-objects.ts'
import { type ReadObject, readKnown } from './objects.ts'
import { treeMode } from './tree-object.ts'

/** A file as a tree names it; null where it is to have none. */
type Version = { readonly blob: string; readonly mode: string } | null
export type Versions = ReadonlyMap<string, Version>

/**
 * A tree with other files at some paths, and all trees below that change for it; its id. Without a tree it begins with none. What it does not name stays byte for
 * byte. FILES_CONFLICT if a file would take the place of a folder that keeps files, or the other way round.
 */
export const treeWith = async (
  read: ReadObject,
  tree: string | undefined,
  files: Versions,
  objects: NewObjects,
  idLength: number,
): Promise<string> => {
  const tools = { read, objects, idBytes: idLength / 2 }
  return objects.add('tree', serialized((await changed(tree, '', files, tools)) ?? []))
}

interface Entry {
  readonly mode: string
  readonly name: Buffer
  readonly id: string
}

interface Tools {
  readonly read: ReadObject
  readonly objects: NewObjects
  readonly idBytes: number
}

/** The entries of a folder with the files in it; undefined if none is left. */
const changed = async (
  tree: string | undefined,
  folder: string,
  files: Versions,
  tools: Tools,
): Promise<readonly Entry[] | undefined> => {
  const before = tree ? parsed((await readKnown(tools.read, tree)).bytes, tools.idBytes) : []
  const entries = new Map(before.map(entry => [keyOf(entry.name), entry]))
  const { here, below } = split(files)
  // What goes makes room for what comes.
  for (const [name, version] of here)
    if (!version && !isFolder(entries.get(keyOf(name)))) entries.delete(keyOf(name))
  for (const [name, inside] of below) await changeFolder(entries, folder, name, inside, tools)
  for (const [name, version] of here) if (version) setFile(entries, folder, name, version)
  return entries.size > 0 ? [...entries.values()] : undefined
}

const setFile = (
  entries: Map<string, Entry>,
  folder: string,
  name: string,
  { mode, blob }: NonNullable<Version>,
): void => {
  const before = entries.get(keyOf(name))
  // A folder that keeps files, a submodule or a symbolic link.
  if (before && !before.mode.startsWith('100'))
    throw filesConflict(folder + name, `${folder}${name}${isFolder(before) ? '/' : ''}`)
  entries.set(keyOf(name), { mode, name: Buffer.from(name), id: blob })
}

/** Those of a folder itself, and those of the folders in it by their names. */
const split = (files: Versions) => {
  const here = new Map<string, Version>()
  const below = new Map<string, Map<string, Version>>()
  for (const [path, version] of files) {
    const slash = path.indexOf('/')
    const [name, rest] = [path.slice(0, slash), path.slice(slash + 1)]
    if (slash < 0) here.set(path, version)
    else below.set(name, (below.get(name) ?? new Map()).set(rest, version))
  }
  return { here, below }
}

const changeFolder = async (
  entries: Map<string, Entry>,
  folder: string,
  name: string,
  inside: Versions,
  tools: Tools,
): Promise<void> => {
  const key = keyOf(name)
  const before = entries.get(key)
  if (before && !isFolder(before)) {
    const comes = [...inside].find(([, version]) => version !== null)
    if (comes) throw filesConflict(`${folder}${name}/${comes[0]}`, folder + name)
    return
  }
  const next = await changed(before?.id, `${folder}${name}/`, inside, tools)
  if (!next) {
    entries.delete(key)
    return
  }
  const id = tools.objects.add('tree', serialized(next))
  entries.set(key, { mode: before?.mode ?? '40000', name: before?.name ?? Buffer.from(name), id })
}

/** Names are bytes, and not always UTF-8. */
const keyOf = (name: string | Buffer): string => Buffer.from(name).toString('latin1')

const isFolder = (entry: Entry | undefined): boolean => entry?.mode.padStart(6, '0') === treeMode

const parsed = (tree: Buffer, idBytes: number): Entry[] => {
  const entries: Entry[] = []
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(32, at)
    const nul = tree.indexOf(0, space)
    entries.push({
      mode: tree.toString('latin1', at, space),
      name: tree.subarray(space + 1, nul),
      id: tree.toString('hex', nul + 1, nul + 1 + idBytes),
    })
    at = nul + 1 + idBytes
  }
  return entries
}

/** In Git's order, in which a folder counts as if its name ended with a slash. */
const serialized = (entries: readonly Entry[]): Buffer => {
  const sortKey = (entry: Entry) =>
    isFolder(entry) ? Buffer.concat([entry.name, Buffer.from('/')]) : entry.name
  return Buffer.concat(
    [...entries]
      .sort((one, other) => Buffer.compare(sortKey(one), sortKey(other)))
      .flatMap(({ mode, name, id }) => [
        Buffer.from(`${mode} `),
        name,
        Buffer.from([0]),
        Buffer.from(id, 'hex'),
      ]),
  )
}
