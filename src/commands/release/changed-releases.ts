import { everReleased, type PointerStep } from '../../releases/pointer-history.ts'
import { placeIn } from '../../releases/read.ts'
import { nameOf } from '../../releases/release.ts'
import type { ReleaseReading } from './context.ts'
import type { Proof } from './proof.ts'

type Git = Pick<ReleaseReading, 'git' | 'layout' | 'repository'>

/** Every commit up to HEAD that changed what was in production by then. */
export const changedReleases = async (
  head: string,
  steps: readonly PointerStep[],
  released: ReadonlyMap<string, string>,
  reading: Git,
): Promise<readonly Proof[]> => {
  const { git, layout } = reading
  const first = everReleased(steps)
  const proofs: Proof[] = []
  for (const { commit, paths } of await git.changedBelow(head, layout.root))
    for (const [release, folder] of touchedBy(paths, released, reading)) {
      const activated = first.get(release)?.commit
      const was = released.get(release)
      if (activated === undefined || !(await isChange({ commit, folder, activated, was }, reading)))
        continue
      proofs.push({
        ...{ rule: 'verify.released-changed', level: 'error', file: folder, commit, release },
        message: `${release} was in production, and ${commit.slice(0, 12)} changed it.`,
      })
    }
  return proofs
}

/** The releases that were ever in production and that some paths belong to, with their folders. */
const touchedBy = (
  paths: readonly string[],
  released: ReadonlyMap<string, string>,
  { layout }: Pick<Git, 'layout'>,
): ReadonlyMap<string, string> => {
  const place = placeIn(layout)
  return new Map(
    paths.flatMap(path => {
      const found = place(path)
      return found && released.has(nameOf(found)) ? [[nameOf(found), found.folder] as const] : []
    }),
  )
}

interface Touch {
  readonly commit: string
  readonly folder: string
  readonly activated: string
  readonly was: string | undefined
}

/** Whether a commit has something else there; what another branch had before it was merged is no change. */
const isChange = async (
  { commit, folder, activated, was }: Touch,
  { git, repository }: Git,
): Promise<boolean> => {
  const [tree] = await git.treesAt([{ commit, folder }])
  return tree !== was && commit !== activated && repository.contains(commit, activated)
}
