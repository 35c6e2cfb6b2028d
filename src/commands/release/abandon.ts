import { releaseFrozen, treeDirty } from '../../errors/releases.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { draftHere } from './commit.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { readName } from './names.ts'
import { branchOf, packageRecordOf, recordDeed } from './record.ts'

export interface Abandoned extends ReleaseName {
  readonly branch: string
  /** The branch was there and is gone. */
  readonly removed: boolean
  /** Changes in its folder that were not committed, and are gone. */
  readonly discarded: readonly string[]
}

/** Gives up a draft: its branch and what is not committed of it. Nothing that was in production can be given up. RELEASE_FROZEN, TREE_DIRTY, DRAFT_NOT_FOUND. */
export const abandon = async (
  tools: ReleaseTools,
  named: string | undefined,
): Promise<Abandoned> => {
  const { git, layout, log } = tools
  assertRole('draft', await personOf(tools), tools)
  const { ref, released } = await productionAtHead(tools)
  const release = named === undefined ? await draftHere(ref, tools) : readName(named)
  if (released.has(nameOf(release))) throw releaseFrozen(nameOf(release), 'released')
  const { package: name, version } = release
  const known = (await packageRecordOf(name, log)).drafts.find(each => each.version === version)
  const branch = known?.branch ?? `release/${name}-${version}`
  const folder = folderOf(layout, release)
  const isHere = branchOf(ref) === branch
  const removed = await git.hasBranch(branch)
  const dirty = isHere ? await git.dirty(folder) : []
  const others = dirty.filter(path => !path.startsWith(`${folder}/`))
  if (others.length > 0) throw treeDirty(others)
  if (isHere) {
    if (known?.base === undefined)
      throw wrongUsage(`Nobody knows where ${branch} began.`, 'Switch to another branch first.')
    await git.discard(folder)
    await git.switchTo(known.base)
  }
  if (removed) await git.removeBranch(branch)
  await recordDeed(name, { type: 'release.abandoned', data: { version, branch } }, tools)
  return { ...release, branch, removed, discarded: dirty }
}
