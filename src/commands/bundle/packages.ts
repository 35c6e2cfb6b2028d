import type { BundleFile } from '../../bundles/file.ts'
import { layOut, type Needing } from '../../bundles/lay-out.ts'
import { belongs, isUnknownNative, lacksNatives, prebuildFolder } from '../../bundles/natives.ts'
import { type Platform, platformName } from '../../bundles/platform.ts'
import {
  bundleDependencyMissing,
  bundleNativeMissing,
  bundleNotBuilt,
} from '../../errors/bundles.ts'
import type { PackageFolder, Packages } from '../../ports/bundles.ts'

/** A package with those it needs. */
export interface Found extends Needing<Found> {
  readonly folder: PackageFolder
}

/** This package and everything that it needs in production. BUNDLE_NOT_BUILT, BUNDLE_DEPENDENCY_MISSING. */
export const findPackages = async (packages: Packages): Promise<Found> => {
  const own = await packages.own()
  await assertBuilt(own)
  const found = new Map<string, Found & { readonly needs: Found[] }>()
  const find = async (folder: PackageFolder): Promise<Found> => {
    const known = found.get(folder.id)
    if (known) return known
    const { name, version, dependencies } = folder.manifest
    const result = { id: folder.id, name, folder, needs: [] as Found[] }
    found.set(folder.id, result)
    for (const dependency of dependencies) {
      const needed = await packages.needed(dependency, folder)
      if (!needed) throw bundleDependencyMissing(dependency, `${name} ${version}`)
      result.needs.push(await find(needed))
    }
    return result
  }
  return find(own)
}

/** A package that was not built lacks what its manifest promises. */
const assertBuilt = async ({ manifest, files }: PackageFolder): Promise<void> => {
  const there = new Set(await files('dist'))
  for (const path of [...manifest.bin, ...manifest.entries])
    if (path.startsWith('dist/') && !there.has(path)) throw bundleNotBuilt(path)
}

/** A package in its place in the bundle. */
export interface PlacedPackage {
  readonly path: string
  readonly found: Found
  readonly files: readonly BundleFile[]
  /** Folders of its native parts that are in the bundle. */
  readonly natives: readonly string[]
  readonly warnings: readonly string[]
}

/** All packages with those of their files that belong on the platform. BUNDLE_NATIVE_MISSING. */
export const readPackages = async (
  own: Found,
  platform: Platform,
): Promise<readonly PlacedPackage[]> => {
  const placed: PlacedPackage[] = []
  for (const [path, found] of layOut<Found>(own)) {
    const { folder } = found
    const paths = found === own ? await publishedFiles(folder) : await folder.files()
    if (lacksNatives(paths, platform)) throw bundleNativeMissing(found.name, platformName(platform))
    const kept = paths.filter(each => belongs(each, platform))
    const files: BundleFile[] = []
    for (const each of kept)
      files.push({ path: `${path}/${each}`, bytes: await folder.read(each), executable: false })
    placed.push({
      path,
      found,
      files,
      natives: [...new Set(kept.flatMap(each => prebuildFolder(each) ?? []))],
      warnings: kept
        .filter(isUnknownNative)
        .map(each => `${found.name}/${each} is native code, and nothing says for which platform.`),
    })
  }
  return placed
}

/** What npm would publish of it, also from a checkout. */
const publishedFiles = async ({ manifest, files }: PackageFolder): Promise<readonly string[]> => {
  const listed = await Promise.all(
    ['package.json', 'README.md', 'LICENSE', ...manifest.files].map(each => files(each)),
  )
  return [...new Set(listed.flat())].sort()
}
