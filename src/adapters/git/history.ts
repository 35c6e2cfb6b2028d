/** What it takes to walk from a commit to those before it; `time` in milliseconds. */
export interface Ancestry {
  readonly parents: readonly string[]
  readonly time: number
}

/** Reads the ancestry of a commit that is here. */
export type ReadAncestry = (id: string) => Promise<Ancestry>

/** How far a commit may be dated before its parents, as clocks differ. Git's own walks trust dates likewise. */
const slack = 24 * 60 * 60 * 1000

/** The commits reachable from `to` that are not reachable from any of `from`, parents before children. */
export const commitsBetween = async (
  read: ReadAncestry,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
): Promise<readonly string[]> => {
  const commits = new Map<string, Ancestry>()
  const known = new Set<string>()
  const queue = new Map<string, Ancestry>()
  let oldest = Number.POSITIVE_INFINITY

  const reach = async (id: string, asKnown: boolean) => {
    if (asKnown ? known.has(id) : commits.has(id)) return
    const commit = commits.get(id) ?? (await read(id))
    commits.set(id, commit)
    if (asKnown) known.add(id)
    queue.set(id, commit)
  }
  for (const id of from) await reach(id, true)
  for (const id of to) await reach(id, false)

  for (;;) {
    const [id, commit] = newestOf(queue) ?? []
    if (id === undefined || commit === undefined) break
    const onlyKnown = [...queue.keys()].every(id => known.has(id))
    if (onlyKnown && commit.time < oldest - slack) break
    queue.delete(id)
    if (!known.has(id)) oldest = Math.min(oldest, commit.time)
    for (const parent of commit.parents) await reach(parent, known.has(id))
  }
  for (const id of known) commits.delete(id)
  return parentsFirst(commits, to)
}

const newestOf = (queue: ReadonlyMap<string, Ancestry>): [string, Ancestry] | undefined => {
  let newest: [string, Ancestry] | undefined
  for (const entry of queue) if (!newest || entry[1].time > newest[1].time) newest = entry
  return newest
}

/** Those commits that a walk from the tips finds, each after its parents. */
const parentsFirst = (
  commits: ReadonlyMap<string, Ancestry>,
  tips: readonly string[],
): string[] => {
  const ordered = new Set<string>()
  // The end of the path is walked on from; a tip that another one's walk has met is taken from it there.
  const path = tips.filter(tip => commits.has(tip)).reverse()
  for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
    const parents = commits.get(id)?.parents ?? []
    const next = parents.find(parent => commits.has(parent) && !ordered.has(parent))
    if (next !== undefined) path.push(next)
    else ordered.add(path.pop() as string)
  }
  return [...ordered]
}

/** Whether `commit` is `of` or an ancestor of it. */
export const isContained = async (
  read: ReadAncestry,
  of: string,
  commit: string,
): Promise<boolean> => {
  const { time } = await read(commit)
  const seen = new Set([of])
  for (const id of seen) {
    if (id === commit) return true
    const ancestry = await read(id)
    // What is older than the commit cannot come after it.
    if (ancestry.time < time - slack) continue
    for (const parent of ancestry.parents) seen.add(parent)
  }
  return false
}
