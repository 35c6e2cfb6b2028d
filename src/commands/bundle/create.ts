import { archiveParts } from '../../bundles/archive.ts'
import { type BundleFile, type Digests, sbomPath } from '../../bundles/file.ts'
import { packagesFolder } from '../../bundles/lay-out.ts'
import { type Manifest, manifestOf, textFile, withManifest } from '../../bundles/manifest.ts'
import { bundleName, nodePath, type Platform } from '../../bundles/platform.ts'
import { type Material, materialsOf, sbomText } from '../../bundles/sbom.ts'
import { starters } from '../../bundles/starters.ts'
import type { BundleTime } from '../../bundles/time.ts'
import { bundleNotBuilt } from '../../errors/bundles.ts'
import type { Packages } from '../../ports/bundles.ts'
import type { BundledNode } from './node.ts'
import { type Found, findPackages, type PlacedPackage, readPackages } from './packages.ts'

export interface BundleOptions {
  readonly platform: Platform
  readonly time: BundleTime
  /** Called when everything else is known to be there, because it may be fetched. */
  node?(): Promise<BundledNode>
}

/** A bundle that is to be written. */
export interface Bundle {
  /** The name of the archive. */
  readonly archive: string
  readonly manifest: Manifest
  readonly parts: Iterable<Uint8Array>
}

/** Makes a bundle of the package that this program runs from. Errors begin with BUNDLE_. */
export const createBundle = async (
  { packages, digests }: { packages: Packages; digests: Digests },
  { platform, time, node: getNode }: BundleOptions,
): Promise<Bundle> => {
  const own = await findPackages(packages)
  const placed = await readPackages(own, platform)
  const node = await getNode?.()
  const { version, bin, node: least = '' } = own.folder.manifest
  const [program] = bin
  if (program === undefined) throw bundleNotBuilt('program')
  const content = [
    ...placed.flatMap(({ files }) => files),
    ...nodeFiles(node, platform),
    ...starters(platform, { withNode: node !== undefined, program, least }).map(
      ({ path, text, executable }) => textFile(path, text, executable),
    ),
  ]
  const inside = materialsInside(content)
  const files = [
    ...content,
    textFile(
      sbomPath,
      sbomText(materials(own, placed, inside, node, time, digests), digests.sha256),
    ),
  ]
  const { os, arch, format } = platform
  const facts = {
    version,
    platform: { os, arch },
    packages: placed.map(({ path, found }) => ({
      name: found.name,
      version: found.folder.manifest.version,
      path,
    })),
    node: node && { version: node.version, from: node.from, path: nodePath(platform) },
    prepared: prepared(placed, node),
    warnings: warnings(placed, inside, node, platform, least),
  }
  const manifest = manifestOf(facts, files, time, digests)
  const folder = bundleName(version, platform)
  return {
    archive: `${folder}.${format}`,
    manifest,
    parts: archiveParts(withManifest(files, manifest, digests), { format, folder, time }, digests),
  }
}

const nodeFiles = (node: BundledNode | undefined, platform: Platform): readonly BundleFile[] =>
  node
    ? [
        { path: nodePath(platform), bytes: node.bytes, executable: true },
        ...(node.license
          ? [{ path: 'runtime/LICENSE', bytes: node.license, executable: false }]
          : []),
      ]
    : []

/** What is a part of git-doc's own files; undefined if they do not say so. */
const materialsInside = (files: readonly BundleFile[]): readonly Material[] | undefined => {
  const path = `${packagesFolder}/git-doc/dist/THIRD-PARTY-LICENSES.txt`
  const file = files.find(each => each.path === path)
  return file && materialsOf(new TextDecoder().decode(file.bytes))
}

const materials = (
  own: Found,
  placed: readonly PlacedPackage[],
  inside: readonly Material[] = [],
  node: BundledNode | undefined,
  time: BundleTime,
  { sha256 }: Digests,
) => ({
  own: materialOf(own),
  packages: placed.map(({ found }) => ({
    ...materialOf(found),
    needs: found.needs.map(materialOf),
  })),
  inside,
  node: node && { version: node.version, sha256: sha256(node.bytes) },
  created: time.iso,
})

const materialOf = ({ folder }: Found): Material => {
  const { name, version, license } = folder.manifest
  return { name, version, license }
}

const prepared = (
  placed: readonly PlacedPackage[],
  node: BundledNode | undefined,
): readonly string[] => [
  ...placed.flatMap(({ found, natives }) =>
    natives.map(native => `${found.name}: native part ${native}`),
  ),
  ...(node ? [`Node${node.version ? ` ${node.version}` : ''}`] : []),
]

const warnings = (
  placed: readonly PlacedPackage[],
  inside: readonly Material[] | undefined,
  node: BundledNode | undefined,
  { os }: Platform,
  least: string,
): readonly string[] => [
  ...placed.flatMap(each => each.warnings),
  ...(inside ? [] : ['dist/THIRD-PARTY-LICENSES.txt is missing, so the SBOM names only packages.']),
  ...(node ? [] : [`Node is not in the bundle: where it runs, Node ${least} must be in PATH.`]),
  ...(node && !node.license ? ["Node's license is not in the bundle."] : []),
  ...(node && os === 'linux' ? ['Node needs glibc, so it does not run on Alpine Linux.'] : []),
]
