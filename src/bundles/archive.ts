import type { BundleFile, Digests } from './file.ts'
import { gzipped } from './gzip.ts'
import type { Format } from './platform.ts'
import { tarParts } from './tar.ts'
import type { BundleTime } from './time.ts'
import { zipParts } from './zip.ts'

/** The bytes of an archive in which all files lie in one folder. The same files give the same bytes. BUNDLE_PATH_TOO_LONG. */
export const archiveParts = (
  files: readonly BundleFile[],
  { format, folder, time }: { format: Format; folder: string; time: BundleTime },
  digests: Pick<Digests, 'crc32'>,
): Iterable<Uint8Array> => {
  const inside = files.map(file => ({ ...file, path: `${folder}/${file.path}` }))
  return format === 'zip'
    ? zipParts(inside, time, digests)
    : gzipped(tarParts(inside, time.seconds))
}
