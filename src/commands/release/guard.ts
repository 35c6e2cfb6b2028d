import { readProduction } from '../../releases/production.ts'
import { placeIn } from '../../releases/read.ts'
import { nameOf, type ReleaseName, type ReleasePlace } from '../../releases/release.ts'
import type { ReleaseReading } from './context.ts'

/** A change that must not be: of a release that is staged, or that was in production. */
export interface GuardedChange {
  readonly release: string
  readonly folder: string
  readonly why: 'staged' | 'released'
  /** The commit of a push that has it; undefined for what is about to be committed. */
  readonly commit?: string | undefined
}

export interface GuardReading extends Pick<ReleaseReading, 'layout' | 'repository' | 'git'> {
  /** The trees with which a release was staged. */
  stagedTrees(release: ReleaseName): Promise<readonly string[]>
  /** Paths that differ between two commits. */
  changed(from: string | undefined, to: string): Promise<readonly string[]>
  /** Paths that an index has and HEAD has not. */
  staged(indexFile: string | undefined): Promise<readonly string[]>
}

/** What is about to be committed and must not be. */
export const guardCommit = async (
  reading: GuardReading,
  indexFile?: string,
): Promise<readonly GuardedChange[]> => {
  const { repository, git, layout } = reading
  const touched = releasesOf(await reading.staged(indexFile), reading)
  const { commit } = await repository.head()
  if (touched.length === 0 || commit === undefined) return []
  const { released, tree: before } = await readProduction(commit, layout, git)
  const after = git.tree(await git.indexTree(indexFile))
  return guarded(touched, { before, after, released }, reading)
}

/** What is about to be pushed and must not be: `to` is what the remote gets, `from` what it has. */
export const guardPush = async (
  reading: GuardReading,
  pushed: readonly { readonly to: string; readonly from?: string | undefined }[],
): Promise<readonly GuardedChange[]> => {
  const { git, layout } = reading
  const found: GuardedChange[] = []
  for (const { to, from } of pushed) {
    const paths = await reading.changed(from, to).catch(() => reading.changed(undefined, to))
    const touched = releasesOf(paths, reading)
    if (touched.length === 0) continue
    const { released, tree: after } = await readProduction(to, layout, git)
    const known =
      from !== undefined && (await reading.repository.resolve(from).catch(() => undefined))
    const before = known ? git.tree(known) : after
    const changes = await guarded(touched, { before, after, released }, reading)
    found.push(...changes.map(change => ({ ...change, commit: to })))
  }
  return found
}

/** The releases that some paths belong to, each once. */
const releasesOf = (
  paths: readonly string[],
  { layout }: Pick<GuardReading, 'layout'>,
): readonly ReleasePlace[] => {
  const place = placeIn(layout)
  const found = paths.flatMap(path => place(path) ?? [])
  return [...new Map(found.map(each => [each.folder, each])).values()]
}

type Tree = ReturnType<ReleaseReading['git']['tree']>

const guarded = async (
  touched: readonly ReleasePlace[],
  {
    before,
    after,
    released,
  }: {
    readonly before: Tree
    readonly after: Tree
    readonly released: ReadonlyMap<string, string>
  },
  { stagedTrees }: GuardReading,
): Promise<readonly GuardedChange[]> => {
  const found: GuardedChange[] = []
  for (const release of touched) {
    const { folder } = release
    const [was, is] = [await before.treeOf(folder), await after.treeOf(folder)]
    const tree = released.get(nameOf(release))
    if (tree !== undefined) {
      if (is !== tree) found.push({ release: nameOf(release), folder, why: 'released' })
      continue
    }
    if (was === undefined || was === is) continue
    if ((await stagedTrees(release)).includes(was))
      found.push({ release: nameOf(release), folder, why: 'staged' })
  }
  return found
}
