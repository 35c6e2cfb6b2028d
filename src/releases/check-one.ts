import { checkReleases } from './check.ts'
import type { FindSecretsIn } from './check-input.ts'
import type { Finding } from './finding.ts'
import type { Layout } from './layout.ts'
import { withReleases } from './pointer.ts'
import type { Production } from './production.ts'
import type { ReleaseName } from './release.ts'
import { reportOf, type StagingReport } from './staging-report.ts'
import { isPrerelease } from './versions.ts'

/** What the rules are asked about: one release, and those that would be activated together with it. */
export interface CheckedOne {
  readonly layout: Layout
  readonly production: Production
  readonly release: ReleaseName
  /** The tree of its folder. */
  readonly tree: string
  readonly together?: readonly ReleaseName[] | undefined
  readonly findSecrets?: FindSecretsIn | undefined
}

/**
 * What the rules say of one release as of a commit. A pre-release is looked at as it is; it would not be in production, so it is not
 * taken for that.
 */
export const checkOne = async ({
  layout,
  production: { tree: files, active, released },
  release,
  tree,
  together = [],
  findSecrets,
}: CheckedOne): Promise<StagingReport> => {
  const all = [release, ...together].filter(({ version }) => !isPrerelease(version))
  const findings: readonly Finding[] = await checkReleases({
    layout,
    tree: files,
    releases: [release],
    active,
    proposed: withReleases(active, all),
    released,
    findSecrets,
  })
  return reportOf(release, tree, layout, findings)
}
