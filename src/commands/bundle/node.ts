import { type NodePackage, nodePackageOf } from '../../bundles/node-packages.ts'
import { type Platform, platformName } from '../../bundles/platform.ts'
import { programPlatform } from '../../bundles/program.ts'
import { readTar } from '../../bundles/read-tar.ts'
import { bundleNodeUnavailable, bundleWrongNode } from '../../errors/bundles.ts'
import type { Registry } from '../../ports/bundles.ts'

/** Node for a bundle. */
export interface BundledNode {
  readonly bytes: Uint8Array
  readonly license?: Uint8Array | undefined
  readonly version?: string | undefined
  /** Where it comes from, in words that do not depend on the machine. */
  readonly from: string
}

/** Node from its pinned npm package. BUNDLE_NODE_UNAVAILABLE, BUNDLE_NODE_CHANGED, BUNDLE_WRONG_NODE. */
export const nodeOfRegistry = async (
  registry: Registry,
  platform: Platform,
): Promise<BundledNode> => {
  const wanted = nodePackageOf(platform)
  const label = labelOf(wanted)
  const { entries } = readTar(await registry.tar(wanted))
  // Copies, so that the rest of the archive need not stay in memory.
  const bytesOf = (path: string) =>
    entries
      .find(entry => entry.path === path)
      ?.bytes()
      ?.slice()
  const bytes = bytesOf(wanted.program)
  if (!bytes) throw bundleNodeUnavailable(label, `it has no ${wanted.program}`)
  assertFor(bytes, label, platform)
  return {
    bytes,
    license: bytesOf('package/LICENSE'),
    version: wanted.version,
    from: `npm:${label}`,
  }
}

/** Node that a person named. BUNDLE_WRONG_NODE. */
export const nodeOfFile = (
  { file, bytes, version }: { file: string; bytes: Uint8Array; version: string | undefined },
  platform: Platform,
): BundledNode => {
  assertFor(bytes, file, platform)
  return { bytes, version, from: 'file' }
}

const labelOf = ({ name, version }: NodePackage): string => `${name}@${version}`

const assertFor = (bytes: Uint8Array, name: string, platform: Platform): void => {
  if (programPlatform(bytes) !== platform) throw bundleWrongNode(name, platformName(platform))
}
