import pLimit from 'p-limit'
import { interrupted, isGitDocError } from '../../errors/error.ts'
import type { Diff } from '../../ports/diff.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import type { CommitLinks } from './commit-object.ts'
import type { DiffStream } from './diff-stream.ts'
import { type Merges, openMerges } from './merges.ts'
import { type ReadObject, readLinks } from './objects.ts'
import { unlikeEveryParent } from './unlike-every-parent.ts'

/** Diffs of merges against Git's automatic merge of the same parents. */
export interface MergeDiffs {
  diff(merge: CommitLinks): Promise<Diff>
  close(): Promise<void>
}

/** What is merged takes room in a scratch folder, which is made anew now and then. */
const mergesPerFolder = 1_000

/** Git and the scratch folder are started by the first merge. */
export const openMergeDiffs = (
  facts: RepositoryFacts,
  read: ReadObject,
  diffs: DiffStream,
): MergeDiffs => {
  let merges: Promise<Merges> | undefined
  const oneAtATime = pLimit(1)
  let count = 0
  let closed = false

  const discard = async () => {
    const discarded = merges
    merges = undefined
    await (await discarded?.catch(() => undefined))?.close()
  }

  const againstAutomatic = async ({ parents, tree }: CommitLinks): Promise<Diff> => {
    if (count++ % mergesPerFolder === 0) await discard()
    if (closed) throw interrupted()
    merges ??= openMerges(facts)
    const { merge, diff } = await merges
    const automatic = await merge(parents)
    return automatic === tree ? [] : diff(`${automatic} ${tree}`)
  }

  const againstParents = async ({ parents, tree }: CommitLinks): Promise<Diff> => {
    const found: Diff[] = []
    for (const parent of parents) {
      const { tree: before } = await readLinks(read, parent)
      found.push(await diffs.diff(`${before} ${tree}`))
    }
    return unlikeEveryParent(found)
  }

  const diff = async (commit: CommitLinks): Promise<Diff> => {
    try {
      return await againstAutomatic(commit)
    } catch (error) {
      if (!isOfTheWorld(error)) throw error
      await discard()
      return againstParents(commit)
    }
  }

  return {
    diff: commit => oneAtATime(() => diff(commit)),
    async close() {
      closed = true
      await oneAtATime(discard)
    },
  }
}

/** Git could not merge, or there is no folder to do it in. */
const isOfTheWorld = (error: unknown): boolean =>
  isGitDocError(error) ? error.code === 'GIT_FAILED' : error instanceof Error && 'syscall' in error
