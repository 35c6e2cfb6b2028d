import { nearest } from '../../errors/nearest.ts'
import { packageUnknown, releaseUnknown, versionInvalid } from '../../errors/releases.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { TreeFiles } from '../../ports/release-git.ts'
import type { Layout } from '../../releases/layout.ts'
import { folderOf, releasesIn } from '../../releases/read.ts'
import { nameOf, parseName, type ReleaseName } from '../../releases/release.ts'
import { inVersionOrder, isVersion } from '../../releases/versions.ts'

/** A release of a tree. */
export interface KnownRelease extends ReleaseName {
  readonly folder: string
  readonly tree: string
}

/** The versions of each package of a tree, the lowest first. */
export const packagesIn = async (
  layout: Layout,
  tree: TreeFiles,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const packages = new Map<string, string[]>()
  for (const { package: name, version } of await releasesIn(layout, tree))
    packages.set(name, [...(packages.get(name) ?? []), version])
  return new Map(
    [...packages].map(([name, versions]) => [
      name,
      [...versions.filter(version => !isVersion(version)), ...inVersionOrder(versions)],
    ]),
  )
}

/** `package@version`, as a person writes it. USAGE, VERSION_INVALID. */
export const readName = (text: string): ReleaseName => {
  const name = parseName(text)
  if (!name) throw wrongUsage(`"${text}" names no release.`, 'Write <package>@<version>.')
  if (!isVersion(name.version)) throw versionInvalid(name.version)
  return name
}

/** A release that the tree has. PACKAGE_UNKNOWN, RELEASE_UNKNOWN. */
export const knownRelease = async (
  name: ReleaseName,
  layout: Layout,
  tree: TreeFiles,
): Promise<KnownRelease> => {
  const folder = folderOf(layout, name)
  const id = await tree.treeOf(folder)
  if (id !== undefined) return { ...name, folder, tree: id }
  const packages = await packagesIn(layout, tree)
  const versions = packages.get(name.package)
  if (!versions) throw unknownPackage(name.package, packages)
  throw releaseUnknown(nameOf(name), versions)
}

/** PACKAGE_UNKNOWN with the most similar name. */
export const unknownPackage = (name: string, packages: ReadonlyMap<string, unknown>) =>
  packageUnknown(name, nearest(name, [...packages.keys()]))

/** A name, or a package alone, which means its highest version. PACKAGE_UNKNOWN, RELEASE_UNKNOWN, VERSION_INVALID. */
export const releaseMeant = async (
  text: string,
  layout: Layout,
  tree: TreeFiles,
): Promise<KnownRelease> => {
  if (parseName(text)) return knownRelease(readName(text), layout, tree)
  const packages = await packagesIn(layout, tree)
  const version = packages.get(text)?.at(-1)
  if (version === undefined) throw unknownPackage(text, packages)
  return knownRelease({ package: text, version }, layout, tree)
}
