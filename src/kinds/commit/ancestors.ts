import { LRUCache } from 'lru-cache'
import type { Repository } from '../../ports/repository.ts'

/** So many of a tip's newest ancestors are listed at once, and so many tips are remembered. */
const mostListed = 20_000
const tipsKept = 4

/** The first question about a tip is asked as it is; from the second on its ancestors are listed, because each question costs a process. */
const manyQuestions = 2

/** A branch grows by our own doc commits: so many steps back a tip is looked for whose ancestors are listed already. */
const mostSteps = 32

type Questions = Pick<Repository, 'contains' | 'commits' | 'commit'>

/** Answers whether one commit is an ancestor of another, without a process for each question. */
export const rememberedAncestors = (repository: Questions): Repository['contains'] => {
  const listed = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: tipsKept })
  const questions = new LRUCache<string, number>({ max: tipsKept })

  const list = (tip: string): Promise<ReadonlySet<string>> => {
    const commits = repository.commits({ from: [], to: tip, most: mostListed })
    const found = commits.then(ids => new Set(ids))
    listed.set(tip, found)
    found.catch(() => listed.delete(tip))
    return found
  }

  /** The ancestors of a tip, or of one that it was built on; undefined while it would not pay to list them. */
  const ancestorsOf = async (tip: string): Promise<ReadonlySet<string> | undefined> => {
    const passed: string[] = []
    for (let id: string | undefined = tip; id !== undefined && passed.length < mostSteps; ) {
      const known = await listed.get(id)
      if (known) return extended(tip, known, passed)
      passed.push(id)
      id = (await repository.commit(id)).parents[0]
    }
    const count = (questions.get(tip) ?? 0) + 1
    questions.set(tip, count)
    return count < manyQuestions ? undefined : await list(tip)
  }

  /** Kept for the tip as well, so that the way back to it stays short. */
  const extended = (tip: string, known: ReadonlySet<string>, passed: readonly string[]) => {
    if (passed.length === 0) return known
    const grown = new Set([...passed, ...known])
    listed.set(tip, Promise.resolve(grown))
    return grown
  }

  return async (of, commit) => {
    if (of === commit) return true
    const ancestors = await ancestorsOf(of).catch(() => undefined)
    // What is not listed may be older than what is.
    return ancestors?.has(commit) || (await repository.contains(of, commit))
  }
}
