import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'
import { gunzip } from '../adapters/bundles/gunzip.ts'
import type { Archive } from '../bundles/entry.ts'
import type { Digests } from '../bundles/file.ts'
import { gzipHeader } from '../bundles/gzip.ts'
import { equal, readTar } from '../bundles/read-tar.ts'
import { readZip } from '../bundles/read-zip.ts'

export const digests: Digests = {
  sha256: bytes => createHash('sha256').update(bytes).digest('hex'),
  crc32: bytes => zlib.crc32(bytes),
}

/** As large as a bundle may be when it is unpacked. */
const largest = 2 ** 30

/** Reads an archive of either format as far as it goes. */
export const readBundle = async (bytes: Buffer): Promise<Archive> => {
  if (bytes.subarray(0, 2).toString() === 'PK') return readZip(bytes, largest)
  if (!bytes.subarray(0, 2).equals(gzipHeader.subarray(0, 2)))
    return { entries: [], broken: 'it is neither a gzip nor a zip archive' }
  const { bytes: tar, broken } = await gunzip(bytes, largest)
  const archive = readTar(tar)
  if (broken !== undefined) return { ...archive, broken }
  if (archive.broken !== undefined || isOurGzip(bytes, tar)) return archive
  return { ...archive, broken: 'there are other bytes around it' }
}

/** Whether its first and last bytes are what `bundle create` writes around this content. */
const isOurGzip = (bytes: Buffer, tar: Buffer): boolean =>
  equal(bytes.subarray(0, gzipHeader.length), gzipHeader) &&
  bytes.readUInt32LE(bytes.length - 8) === digests.crc32(tar) &&
  bytes.readUInt32LE(bytes.length - 4) === tar.length
