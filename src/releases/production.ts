import { pointerInvalid } from '../errors/releases.ts'
import type { ReleaseGit, TreeFiles } from '../ports/release-git.ts'
import type { Layout } from './layout.ts'
import { type Pointer, parsePointer } from './pointer.ts'
import { everReleased, type PointerStep, pointerSteps } from './pointer-history.ts'
import { folderOf } from './read.ts'
import { parseName } from './release.ts'

/** What is and was in production, as of a commit. */
export interface Production {
  readonly commit: string
  readonly tree: TreeFiles
  readonly active: Pointer
  /** The oldest change of the pointer first. */
  readonly steps: readonly PointerStep[]
  /** Everything that was ever in production, `name@version`, with the tree that it had then. */
  readonly released: ReadonlyMap<string, string>
}

/** Reads production as of a commit, in a few processes whatever there is. POINTER_INVALID. */
export const readProduction = async (
  commit: string,
  layout: Layout,
  git: Pick<ReleaseGit, 'tree' | 'touching' | 'versions' | 'treesAt'>,
): Promise<Production> => {
  const tree = git.tree(commit)
  const read = parsePointer(await tree.read(layout.pointer))
  if ('problem' in read) throw pointerInvalid(layout.pointer, read.problem)
  const steps = await readPointerSteps(commit, layout, git)
  return {
    commit,
    tree,
    active: read.pointer,
    steps,
    released: await releasedTrees(steps, layout, git),
  }
}

/** Every change of the pointer up to a commit. */
export const readPointerSteps = async (
  commit: string,
  { pointer }: Pick<Layout, 'pointer'>,
  git: Pick<ReleaseGit, 'touching' | 'versions'>,
): Promise<readonly PointerStep[]> => {
  const commits = await git.touching(commit, pointer)
  const ids = [...new Set(commits.flatMap(({ commit: id, parents }) => [id, ...parents]))]
  const texts = await git.versions(pointer, ids)
  const textAt = new Map(ids.map((id, at) => [id, texts[at]]))
  return pointerSteps(
    commits.map(each => ({
      ...each,
      text: textAt.get(each.commit),
      before: each.parents.map(parent => textAt.get(parent)),
    })),
  )
}

/** The tree that each release had when a pointer first named it. */
export const releasedTrees = async (
  steps: readonly PointerStep[],
  layout: Layout,
  git: Pick<ReleaseGit, 'treesAt'>,
): Promise<ReadonlyMap<string, string>> => {
  const places = [...everReleased(steps)].flatMap(([release, { commit }]) => {
    const name = parseName(release)
    return name ? [{ release, commit, folder: folderOf(layout, name) }] : []
  })
  const trees = await git.treesAt(places)
  return new Map(
    places.flatMap(({ release }, at) => {
      const tree = trees[at]
      return tree === undefined ? [] : [[release, tree] as const]
    }),
  )
}
