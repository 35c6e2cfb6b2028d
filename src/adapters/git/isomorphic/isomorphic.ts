import { readFile as readBytes } from 'node:fs/promises'
import { join } from 'node:path'
// Imported here and not late: bundled, a CommonJS package has names only for a static import. This file itself is loaded late.
import * as isomorphic from 'isomorphic-git'
import type { Diff } from '../../../documentation/diff.ts'
import { unknownCommit, unsupportedRepository } from '../../../errors.ts'
import type { Repository, RepositoryFacts, TreeEntry } from '../../../ports/repository.ts'
import { unlikeEveryParent } from '../combined.ts'
import { describeChange } from '../file-change.ts'
import { isBranch } from '../head.ts'
import { commitsBetween, isContained, type ReadAncestry } from '../history.ts'
import {
  isObjectId,
  type ReadObject,
  readBlob,
  readChanged,
  readCommit,
  readFile,
  readLinks,
} from '../objects.ts'
import { readShallow } from '../shallow.ts'
import type { RepositorySupports } from '../supports.ts'
import { diffTrees, pairRenames } from '../tree-diff.ts'
import { probe } from './probe.ts'
import { readOnly } from './read-only.ts'
import { findCommit } from './revision.ts'

/** What is left without git. */
export const isomorphicSupports: RepositorySupports = {
  editedRenames: false,
  headings: false,
  automaticMerges: false,
  attributes: false,
  allRevisions: false,
  allRepositories: false,
}

/**
 * A repository read by isomorphic-git, for machines without a git command: slower by far, read-only, and only where `probe`
 * finds nothing that it would read wrongly. It finds renames of unchanged files only, knows no attributes and no headings of
 * hunks, may cut hunks elsewhere than Git, and takes for a merge's own changes the files unlike those of every parent (see
 * `isomorphicSupports`).
 */
export const openIsomorphicRepository = async (path: string): Promise<Repository> => {
  const facts = await probe(path)
  const cut = await readShallow(facts)
  const { read, find } = await openObjects(facts)

  const ancestry: ReadAncestry = async id => {
    const { parents, committedAt } = await readCommit(read, id, cut)
    return { parents: cut.has(id) ? [] : parents, time: Date.parse(committedAt) }
  }
  const between = async (before: string | undefined, after: string): Promise<Diff> => {
    const changes: Diff[number][] = []
    for (const pair of pairRenames(await diffTrees(read, before, after)))
      changes.push(await describeChange(read, pair))
    return changes
  }

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
    async commits(range) {
      const to = [range.to].flat()
      for (const id of [...to, ...range.from]) await readLinks(read, id)
      return commitsBetween(ancestry, { ...range, to })
    },
    commit: id => readCommit(read, id, cut),
    async contains(of, commit) {
      for (const id of [of, commit]) await readLinks(read, id)
      return isContained(ancestry, of, commit)
    },
    async branches(commit) {
      await readLinks(read, commit)
      const found: string[] = []
      for (const ref of await branchRefs(facts)) {
        const tip = await find(ref)
        if (tip !== undefined && (await isContained(ancestry, tip, commit))) found.push(ref)
      }
      return found
    },
    async diff(id) {
      const { tree, parents } = await readChanged(read, id, cut)
      const before = await Promise.all(parents.map(parent => readLinks(read, parent)))
      if (before.length < 2) return between(before[0]?.tree, tree)
      const diffs: Diff[] = []
      for (const parent of before) diffs.push(await between(parent.tree, tree))
      return unlikeEveryParent(diffs)
    },
    file: (commit, path) => readFile(read, commit, path),
    blob: id => readBlob(read, id),
    async tree(id) {
      const { tree } = await readLinks(read, id)
      return (await diffTrees(read, undefined, tree)).map(pair => pair.new as TreeEntry)
    },
    async close() {},
  }
}

/** Full refs of the local branches, then of the remote-tracking ones. */
const branchRefs = async ({ gitDirectory: gitdir }: RepositoryFacts): Promise<string[]> => {
  const under = (place: string) =>
    isomorphic.listRefs({ fs: readOnly, gitdir, filepath: place }) as Promise<string[]>
  const refs: string[] = []
  for (const place of ['refs/heads', 'refs/remotes'])
    refs.push(...(await under(place)).map(name => `${place}/${name}`))
  return refs.filter(isBranch)
}

const openObjects = async ({ gitDirectory: gitdir }: RepositoryFacts) => {
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
  const find = async (name: string): Promise<string | undefined> => {
    if (isObjectId(name)) return name
    const ref = await orMissing(isomorphic.resolveRef({ fs: readOnly, gitdir, ref: name }))
    if (ref !== undefined || !/^[0-9a-f]{4,}$/.test(name)) return ref
    return orMissing(isomorphic.expandOid({ fs: readOnly, gitdir, oid: name, cache }))
  }
  return { read, find }
}
