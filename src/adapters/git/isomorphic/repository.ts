import { lstat, readFile as readBytes, readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gitMissing, unknownCommit, unsupportedRepository } from '../../../errors/git.ts'
import type { Repository, RepositoryFacts, TreeEntry } from '../../../ports/repository.ts'
import { isBranch } from '../head.ts'
import {
  isObjectId,
  type ReadObject,
  readBlob,
  readCommit,
  readFile,
  readLinks,
  readTree,
} from '../objects.ts'
import { readShallow } from '../shallow.ts'
import { treeMode } from '../tree-object.ts'
// Imported here and not late: bundled, a CommonJS package has names only for a static import. This file itself is loaded late.
import * as isomorphic from './isomorphic-git.ts'
import { probe } from './probe.ts'

/**
 * A repository read by isomorphic-git, for machines without a git command: slow, read-only, without diffs (GIT_MISSING), and
 * only where `probe` finds nothing that it would read wrongly (docs/decisions/0017). Revisions are names, ids, `~` and `^`.
 */
export const openIsomorphicRepository = async (path: string): Promise<Repository> => {
  const facts = await probe(path)
  const cut = await readShallow(facts)
  const { read, find } = openObjects(facts)

  const parentsOf = async (id: string): Promise<readonly string[]> => {
    const { parents } = await readLinks(read, id)
    return cut.has(id) ? [] : parents
  }
  /** All that is reachable from some commits and not in `without`, parents before children. */
  const reachable = async (
    tips: readonly string[],
    without: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlySet<string>> => {
    const found = new Set<string>()
    const path = tips.filter(id => !without.has(id)).reverse()
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const next = (await parentsOf(id)).find(parent => !found.has(parent) && !without.has(parent))
      if (next === undefined) found.add(path.pop() as string)
      else path.push(next)
    }
    return found
  }
  const contains = async (of: string, commit: string): Promise<boolean> =>
    (await reachable([of])).has(commit)

  return {
    facts,
    async head() {
      const text = (await readBytes(join(facts.gitDirectory, 'HEAD'), 'utf8')).trim()
      const ref = /^ref: (.+)$/.exec(text)?.[1]
      return { ref, commit: ref === undefined ? text : await find(ref) }
    },
    async resolve(revision) {
      const id = await findCommit(revision, find, read)
      if (id === undefined) throw unknownCommit(revision)
      return id
    },
    async commits({ from, to, most = Number.POSITIVE_INFINITY }) {
      const tips = [to].flat()
      for (const id of [...tips, ...from]) await readLinks(read, id)
      return [...(await reachable(tips, await reachable(from)))].slice(-most)
    },
    commit: id => readCommit(read, id, cut),
    async contains(of, commit) {
      for (const id of [of, commit]) await readLinks(read, id)
      return contains(of, commit)
    },
    async branches(commit) {
      await readLinks(read, commit)
      const found: string[] = []
      for (const ref of await branchRefs(facts)) {
        const tip = await find(ref)
        if (tip !== undefined && (await contains(tip, commit))) found.push(ref)
      }
      return found
    },
    diff: () => Promise.reject(gitMissing()),
    file: (commit, path) => readFile(read, commit, path),
    blob: id => readBlob(read, id),
    async tree(id) {
      const files = await filesOf(read, (await readLinks(read, id)).tree, '')
      return files.sort((one, other) =>
        Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)),
      )
    },
    async prefetch() {},
    async close() {},
  }
}

const filesOf = async (read: ReadObject, tree: string, folder: string): Promise<TreeEntry[]> => {
  const files: TreeEntry[] = []
  for (const entry of await readTree(read, tree)) {
    const path = folder + entry.path
    if (entry.mode === treeMode) files.push(...(await filesOf(read, entry.blob, `${path}/`)))
    else files.push({ ...entry, path })
  }
  return files
}

/** Full refs of the local branches, then of the remote-tracking ones. */
const branchRefs = async ({ gitDirectory: gitdir }: RepositoryFacts): Promise<string[]> => {
  const refs: string[] = []
  for (const place of ['refs/heads', 'refs/remotes']) {
    const names: string[] = await isomorphic.listRefs({ fs: readOnly, gitdir, filepath: place })
    refs.push(...names.map(name => `${place}/${name}`))
  }
  return refs.filter(isBranch)
}

/** Finds the object that a branch, a tag, `HEAD` or an id in full or in part names. */
type FindName = (name: string) => Promise<string | undefined>

/** Throws where a step (`~`, `^2`) leads to no commit. */
const findCommit = async (
  revision: string,
  find: FindName,
  read: ReadObject,
): Promise<string | undefined> => {
  const [, name = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/s.exec(revision) ?? []
  let id = isName(name) ? await peel(await find(name === '@' ? 'HEAD' : name), read) : undefined
  for (const [, kind, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits === '' ? 1 : Number(digits)
    const parents = kind === '^' ? [count].filter(Boolean) : Array<number>(count).fill(1)
    for (const parent of parents)
      if (id !== undefined) id = (await readLinks(read, id)).parents[parent - 1]
  }
  return id
}

/** Not a path out of the git directory, and nothing that Git allows in no name. */
const isName = (name: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in it
  /^[^\x00-\x20\x7f~^:?*[\\]+$/.test(name) && !/\.\.|@\{|^[/-]|\/$|\.lock$/.test(name)

/** Follows annotated tags. */
const peel = async (id: string | undefined, read: ReadObject): Promise<string | undefined> => {
  const object = id === undefined ? undefined : await read(id)
  if (object?.type !== 'tag') return object?.type === 'commit' ? id : undefined
  return peel(/^object ([0-9a-f]+)/.exec(object.bytes.toString('latin1'))?.[1], read)
}

const refuse = () => Promise.reject(new Error('The repository is only read.'))

/** All that isomorphic-git gets of the disk. */
const readOnly = {
  promises: {
    ...{ lstat, readdir, readFile: readBytes, readlink, stat },
    ...{ mkdir: refuse, rmdir: refuse, symlink: refuse, unlink: refuse, writeFile: refuse },
  },
}

const openObjects = ({ gitDirectory: gitdir }: RepositoryFacts) => {
  const { NotFoundError, AmbiguousError } = isomorphic.Errors
  // Holds the packs that were read.
  let cache = {}

  const orMissing = async <Found>(found: Promise<Found>): Promise<Found | undefined> => {
    try {
      return await found
    } catch (error) {
      if (error instanceof NotFoundError || error instanceof AmbiguousError) return undefined
      throw unsupportedRepository(error instanceof Error ? error.message : String(error))
    }
  }
  const lookUp = (oid: string) =>
    orMissing(isomorphic.readObject({ fs: readOnly, gitdir, oid, format: 'content', cache }))

  const read: ReadObject = async oid => {
    let found = await lookUp(oid)
    if (!found) {
      // A repack may have moved it since.
      cache = {}
      found = await lookUp(oid)
    }
    if (!found) return undefined
    return { id: oid, type: found.type as string, bytes: Buffer.from(found.object as Uint8Array) }
  }
  const find: FindName = async name => {
    if (isObjectId(name)) return name
    const ref = await orMissing(isomorphic.resolveRef({ fs: readOnly, gitdir, ref: name }))
    if (ref !== undefined || !/^[0-9a-f]{4,}$/.test(name)) return ref
    return orMissing(isomorphic.expandOid({ fs: readOnly, gitdir, oid: name, cache }))
  }
  return { read, find }
}
