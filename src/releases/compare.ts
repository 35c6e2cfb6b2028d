import type { Change } from './change.ts'
import type { Layout } from './layout.ts'
import type { PackageRelease } from './release.ts'

/** What changed from one release of a package to another, the gravest first. */
export const compareReleases = async (
  _before: PackageRelease,
  _after: PackageRelease,
  _layout: Layout,
): Promise<readonly Change[]> => []
