import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { gunzip } from '../adapters/bundles/gunzip.ts'
import { runInside } from '../adapters/bundles/inside.ts'
import { openPackages } from '../adapters/bundles/packages.ts'
import { npmRegistry } from '../adapters/bundles/registry.ts'
import { replaceFile } from '../adapters/files/replace-file.ts'
import { environment } from '../adapters/process/environment.ts'
import type { Archive } from '../bundles/entry.ts'
import type { Digests } from '../bundles/file.ts'
import { gzipHeader } from '../bundles/gzip.ts'
import { type Platform, platformOf } from '../bundles/platform.ts'
import { equal, readTar } from '../bundles/read-tar.ts'
import { readZip } from '../bundles/read-zip.ts'
import { type Bundle, createBundle } from '../commands/bundle/create.ts'
import { nodeOfFile, nodeOfRegistry } from '../commands/bundle/node.ts'
import { type VerifiedBundle, verifyBundle } from '../commands/bundle/verify.ts'
import { bundleUnreadable, bundleUnwritable } from '../errors/bundles.ts'
import { bundleDate } from './bundle-date.ts'
import { versionOfNode } from './node-version.ts'
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
    await readArchive(await read(file)),
    { digests, here: platformHere(), runInside },
    { run },
  )

/** As large as a bundle may be when it is unpacked. */
const largest = 2 ** 30

const readArchive = async (bytes: Buffer): Promise<Archive> => {
  if (bytes.readUInt16BE(0) === 0x504b) return readZip(bytes, largest)
  const { bytes: tar, broken } = await gunzip(bytes, largest)
  const archive = readTar(tar)
  if (broken !== undefined) return { ...archive, broken }
  if (archive.broken !== undefined) return archive
  return isOurGzip(bytes, tar) ? archive : { ...archive, broken: 'there are other bytes around it' }
}

/** Whether its first and last bytes are what `bundle create` writes around this content. */
const isOurGzip = (bytes: Buffer, tar: Buffer): boolean =>
  equal(bytes.subarray(0, gzipHeader.length), gzipHeader) &&
  bytes.readUInt32LE(bytes.length - 8) === digests.crc32(tar) &&
  bytes.readUInt32LE(bytes.length - 4) === tar.length

const digests: Digests = {
  sha256: bytes => createHash('sha256').update(bytes).digest('hex'),
  crc32: bytes => zlib.crc32(bytes),
}

const read = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file)
  } catch (error) {
    throw bundleUnreadable(file, error as NodeJS.ErrnoException)
  }
}
