import { gitFailed, unknownCommit } from '../../errors/git.ts'
import type { CommitFacts, Repository, TreeEntry } from '../../ports/repository.ts'
import type { GitObject } from './answers.ts'
import { type CommitLinks, parseCommit, parseLinks } from './commit-object.ts'
import { parseTree, submoduleMode, treeMode } from './tree-object.ts'

/** Reads an object by its full id; undefined if there is none. */
export type ReadObject = (id: string) => Promise<GitObject | undefined>

/** Whether a text is a full id, SHA-1 or SHA-256. */
export const isObjectId = (text: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** UNKNOWN_COMMIT for anything but the full id of a commit that is here. */
const readCommitObject = async (read: ReadObject, id: string): Promise<GitObject> => {
  const object = isObjectId(id) ? await read(id) : undefined
  if (object?.type !== 'commit' || object.id !== id) throw unknownCommit(id)
  return object
}

/** The tree and the parents of a commit. */
export const readLinks = async (read: ReadObject, id: string): Promise<CommitLinks> =>
  parseLinks((await readCommitObject(read, id)).bytes)

/** `cut` holds the commits whose parents a shallow clone left behind. */
export const readCommit = async (
  read: ReadObject,
  id: string,
  cut: ReadonlySet<string>,
): Promise<CommitFacts> => {
  const commit = parseCommit((await readCommitObject(read, id)).bytes)
  return { commit: id, ...commit, shallowBoundary: isBoundary(id, commit, cut) }
}

const isBoundary = (
  id: string,
  { parents }: Pick<CommitFacts, 'parents'>,
  cut: ReadonlySet<string>,
): boolean => cut.has(id) && parents.length > 0

/** A commit whose change can be known: UNKNOWN_COMMIT names the parent that a shallow clone left behind. */
export const readChanged = async (
  read: ReadObject,
  id: string,
  cut: ReadonlySet<string>,
): Promise<CommitLinks> => {
  const links = await readLinks(read, id)
  if (isBoundary(id, links, cut)) throw unknownCommit(links.parents[0] as string)
  return links
}

/** The entries of one folder. */
export const readTree = async (read: ReadObject, id: string): Promise<readonly TreeEntry[]> => {
  const object = await readKnown(read, id)
  return parseTree(object.bytes, id.length / 2)
}

/** An object that another one names. */
export const readKnown = async (read: ReadObject, id: string): Promise<GitObject> => {
  const object = await read(id)
  if (!object) throw gitFailed(['cat-file', id], 'the object is missing. See "git fsck".')
  return object
}

/** Walks down to a file folder by folder, so that a path may hold any character. */
export const readFile = async (
  read: ReadObject,
  commit: string,
  path: string,
): ReturnType<Repository['file']> => {
  let { tree } = await readLinks(read, commit)
  const names = path.split('/')
  for (const [place, name] of names.entries()) {
    const entry = (await readTree(read, tree)).find(({ path }) => path === name)
    if (!entry || entry.mode === submoduleMode) return undefined
    const isLast = place === names.length - 1
    if (isLast !== (entry.mode !== treeMode)) return undefined
    if (isLast) {
      const { bytes } = await readKnown(read, entry.blob)
      return { entry: { ...entry, path }, bytes }
    }
    tree = entry.blob
  }
  return undefined
}

/** The bytes of a blob by its id. */
export const readBlob = async (read: ReadObject, id: string): ReturnType<Repository['blob']> => {
  const object = isObjectId(id) ? await read(id) : undefined
  return object?.type === 'blob' && object.id === id ? object.bytes : undefined
}
