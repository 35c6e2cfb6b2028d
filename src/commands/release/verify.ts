import { headMissing } from '../../errors/releases.ts'
import { stagedTreesOf } from '../../kinds/activation/conditions.ts'
import { stagings } from '../../projections/release/stagings.ts'
import { readPointerSteps, releasedTrees } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { readReleaseReceipts } from '../../releases/receipt-facts.ts'
import { nameOf, parseName } from '../../releases/release.ts'
import { changedReleases } from './changed-releases.ts'
import type { ReleaseReading } from './context.ts'
import type { Proof } from './proof.ts'
import { proveStep } from './prove-step.ts'

export interface VerifiedReleases {
  readonly commit: string
  /** How many changes of the pointer were looked at, and how many releases they name. */
  readonly steps: number
  readonly releases: number
  readonly proofs: readonly Proof[]
}

/** Whether nothing speaks against what was in production. */
export const isProven = ({ proofs }: VerifiedReleases): boolean =>
  proofs.every(({ level }) => level !== 'error')

/**
 * Proves from Git alone that every pointer up to HEAD named only what passed the rules, and that nothing that was in production
 * changed afterwards. The log and the receipts only tell of staged folders that changed, which is a note.
 */
export const verifyReleases = async (reading: ReleaseReading): Promise<VerifiedReleases> => {
  const { repository, layout, git } = reading
  const { commit } = await repository.head()
  if (commit === undefined) throw headMissing()
  const steps = await readPointerSteps(commit, layout, git)
  const released = await releasedTrees(steps, layout, git)
  const { treeOf } = git.tree(commit)
  const proofs: Proof[] = []
  const before = new Map<string, string>()
  for (const step of steps) {
    proofs.push(...(await proveStep(step, before, reading)))
    for (const { package: name, to } of step.changes) {
      const release = to === undefined ? undefined : nameOf({ package: name, version: to })
      const was = release === undefined ? undefined : released.get(release)
      if (release !== undefined && was !== undefined) before.set(release, was)
    }
  }
  proofs.push(...(await changedReleases(commit, steps, released, reading)))
  proofs.push(...(await changedStagings(released, treeOf, reading)))
  return { commit, steps: steps.length, releases: released.size, proofs }
}

/** Releases of HEAD that were staged with another tree, and not with this one. */
const changedStagings = async (
  released: ReadonlyMap<string, string>,
  treeOf: (folder: string) => Promise<string | undefined>,
  { log, layout, receipts }: ReleaseReading,
): Promise<readonly Proof[]> => {
  const found = await readReleaseReceipts(receipts)
  const proofs: Proof[] = []
  for await (const [release] of log.rows(stagings)) {
    const name = parseName(release)
    if (!name || released.has(release)) continue
    const folder = folderOf(layout, name)
    const tree = await treeOf(folder)
    const trees = await stagedTreesOf(name, found, log)
    if (tree === undefined || trees.length === 0 || trees.includes(tree)) continue
    proofs.push({
      ...{ rule: 'verify.staged-changed', level: 'note', file: folder, release },
      message: `${release} was changed after it was staged, so it must be staged anew.`,
    })
  }
  return proofs
}
