import { releaseUnknown } from '../../errors/releases.ts'
import type { TreeFiles } from '../../ports/release-git.ts'
import { type Bump, type Change, requiredBump } from '../../releases/change.ts'
import { compareReleases } from '../../releases/compare.ts'
import { readRelease } from '../../releases/read.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { baseOf, isHighEnough, versionAfter } from '../../releases/versions.ts'
import type { ReleaseReading } from './context.ts'
import { packagesIn } from './names.ts'

/** The version that the changes of a release ask for. */
export interface BumpNeeded extends ReleaseName {
  /** The version that it is compared with; undefined for the first one. */
  readonly base?: string | undefined
  readonly bump?: Bump | undefined
  /** The lowest version that says what changed. */
  readonly least?: string | undefined
  readonly isHighEnough: boolean
  readonly changes: readonly Change[]
}

/** Compares a release of a tree with what was in production before it, or with the highest lower version. RELEASE_UNKNOWN. */
export const bumpOf = async (
  release: ReleaseName,
  tree: TreeFiles,
  released: ReadonlyMap<string, string>,
  { layout }: Pick<ReleaseReading, 'layout'>,
): Promise<BumpNeeded> => {
  const { package: name, version } = release
  const after = await readRelease(layout, tree, release)
  const versions = (await packagesIn(layout, tree)).get(name) ?? []
  if (!after) throw releaseUnknown(nameOf(release), versions)
  const inProduction = versions.filter(each =>
    released.has(nameOf({ package: name, version: each })),
  )
  const base = baseOf(version, inProduction) ?? baseOf(version, versions)
  const before =
    base === undefined
      ? undefined
      : await readRelease(layout, tree, { package: name, version: base })
  if (base === undefined || !before)
    return { ...{ package: name, version }, isHighEnough: true, changes: [] }
  const changes = await compareReleases(before, after, layout, tree)
  const bump = requiredBump(changes)
  return {
    ...{ package: name, version, base, changes },
    ...(bump && { bump, least: versionAfter(base, bump) }),
    isHighEnough: bump === undefined || isHighEnough(version, base, bump),
  }
}

/** A change as a line of a message. */
export const changeText = ({ level, message, file, pointer }: Change): string =>
  `${level === 'unknown' ? 'major (nobody can tell)' : level}: ${message} (${file}${pointer ? `#${pointer}` : ''})`
