import { requiredBump } from '../change.ts'
import { compareReleases } from '../compare.ts'
import type { Finding } from '../finding.ts'
import type { LoadedRelease } from '../loaded.ts'
import { readRelease } from '../read.ts'
import { nameOf, type PackageRelease, parseName } from '../release.ts'
import type { Staging } from '../staging.ts'
import { baseOf, isHighEnough, isVersion, versionAfter } from '../versions.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** Whether a version is at least as high as the changes since the release before it ask for. Each reason is a finding. */
export const checkVersion: RuleCheck = async (loaded, staging) => {
  const { release, manifestFile } = loaded
  if (!isVersion(release.version)) return []
  const base = await baseRelease(loaded, staging)
  if (!base || base.version === release.version) return []
  const changes = await compareReleases(base, release, staging.layout, staging.tree)
  const bump = requiredBump(changes)
  if (!bump || isHighEnough(release.version, base.version, bump)) return []
  const needed = versionAfter(base.version, bump)
  const grave = bump === 'major' ? ['major', 'unknown'] : [bump]
  return changes
    .filter(({ level }) => grave.includes(level))
    .map(({ file, pointer, message }): Finding => {
      const says = {
        message: `${release.version} is too low after ${base.version}: ${message}`,
        hint: `Call it ${needed} or higher, or take the change back.`,
      }
      const found = manifestFile && layoutVersion(staging)
      if (pointer === undefined && file === manifestFile?.path && found)
        return findingAt('version.too-low', manifestFile, found, says)
      return { ...findingIn('version.too-low', `${release.folder}/${file}`, says), pointer }
    })
}

const layoutVersion = ({ layout }: Staging): readonly string[] => layout.fields.version.split('.')

const baseRelease = async (
  { release }: LoadedRelease,
  { baseOf: given, released, layout, tree }: Staging,
): Promise<PackageRelease | undefined> => {
  if (given) return given(release)
  const versions = [...released.keys()]
    .map(parseName)
    .flatMap(each => (each?.package === release.package ? [each.version] : []))
  // What was in production itself is compared with nothing: that it did not change is another rule.
  if (released.has(nameOf(release))) return undefined
  const version = baseOf(release.version, versions)
  return version === undefined
    ? undefined
    : readRelease(layout, tree, { package: release.package, version })
}
