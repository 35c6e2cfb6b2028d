import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInside } from '../adapters/bundles/inside.ts'
import { openPackages } from '../adapters/bundles/packages.ts'
import { npmRegistry } from '../adapters/bundles/registry.ts'
import { replaceFile } from '../adapters/files/replace-file.ts'
import { environment } from '../adapters/process/environment.ts'
import { type Platform, platformOf } from '../bundles/platform.ts'
import { type Bundle, createBundle } from '../commands/bundle/create.ts'
import { nodeOfFile, nodeOfRegistry } from '../commands/bundle/node.ts'
import { type VerifiedBundle, verifyBundle } from '../commands/bundle/verify.ts'
import { bundleUnreadable, bundleUnwritable } from '../errors/bundles.ts'
import { bundleDate } from './bundle-date.ts'
import { versionOfNode } from './node-version.ts'
import { digests, readBundle } from './read-bundle.ts'
import { packageFolder } from './version.ts'

/** The platform of this machine; undefined if there are no bundles for it. */
export const platformHere = (): Platform | undefined => platformOf(process.platform, process.arch)

export interface CreateOptions {
  readonly platform: Platform
  /** `npm`, or a file. */
  readonly node?: 'npm' | { readonly file: string } | undefined
  /** The folder for the archive. */
  readonly output: string
}

/** What was written. */
export interface WrittenBundle {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly manifest: Bundle['manifest']
}

/** Makes the bundle of the package that this program runs from, and writes it. Errors begin with BUNDLE_. */
export const makeBundle = async (
  { platform, node, output }: CreateOptions,
  folder = packageFolder(),
): Promise<WrittenBundle> => {
  const bundle = await createBundle(
    { packages: openPackages(folder), digests },
    {
      platform,
      time: await bundleDate(folder, environment()),
      ...(node === 'npm' && { node: () => nodeOfRegistry(npmRegistry(), platform) }),
      ...(typeof node === 'object' && { node: () => namedNode(node.file, platform) }),
    },
  )
  const file = join(output, bundle.archive)
  const hash = createHash('sha256')
  let bytes = 0
  const counted = function* () {
    for (const part of bundle.parts) {
      hash.update(part)
      bytes += part.length
      yield part
    }
  }
  try {
    await mkdir(output, { recursive: true })
    await replaceFile(file, counted(), { mode: 0o666 & ~process.umask() })
  } catch (error) {
    const isOfDisk = error instanceof Error && 'syscall' in error
    throw isOfDisk ? bundleUnwritable(file, error as NodeJS.ErrnoException) : error
  }
  return { file, bytes, sha256: hash.digest('hex'), manifest: bundle.manifest }
}

const namedNode = async (file: string, platform: Platform) =>
  nodeOfFile(
    {
      file,
      bytes: await read(file),
      version: await versionOfNode(file, platform === platformHere()),
    },
    platform,
  )

/** Verifies an archive. BUNDLE_UNREADABLE, BUNDLE_FOR_OTHERS. */
export const checkBundle = async (
  file: string,
  { run }: { readonly run: boolean },
): Promise<VerifiedBundle> =>
  verifyBundle(
    await readBundle(await read(file)),
    { digests, here: platformHere(), runInside },
    { run },
  )

const read = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file)
  } catch (error) {
    throw bundleUnreadable(file, error as NodeJS.ErrnoException)
  }
}
