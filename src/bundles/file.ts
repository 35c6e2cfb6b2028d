/** A file of a bundle; its path begins below the bundle's folder. */
export interface BundleFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly executable: boolean
}

/** What must be computed outside, because the world has it faster. */
export interface Digests {
  sha256(bytes: Uint8Array): string
  crc32(bytes: Uint8Array): number
}

/** Files of a bundle about the bundle. */
export const manifestPath = 'manifest.json'
export const checksumsPath = 'checksums.txt'
export const sbomPath = 'sbom.cdx.json'

/** The order of files in an archive: what tells of all others comes first, so that a damaged archive can still be read. */
export const inOrder = <File extends { readonly path: string }>(
  files: readonly File[],
): readonly File[] => [...files].sort((one, other) => rank(one.path, other.path))

const rank = (one: string, other: string): number => {
  const [first, second] = [place(one), place(other)]
  if (first !== second) return first - second
  return one < other ? -1 : one > other ? 1 : 0
}

const place = (path: string): number => (path === manifestPath ? 0 : path === checksumsPath ? 1 : 2)
