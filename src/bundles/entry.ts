import type { BundleTime } from './time.ts'

/** One entry as an archive has it. */
export interface ArchiveEntry {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly executable: boolean
  /** What the archive says of the size. */
  readonly size: number
  /** Its content; undefined if it cannot be unpacked. */
  bytes(): Uint8Array | undefined
  /** Whether all that the archive says of the entry is what `bundle create` writes for it at that time. */
  isOurs(time: BundleTime): boolean
}

/** An archive as far as it could be read; `broken` says why not further. */
export interface Archive {
  readonly entries: readonly ArchiveEntry[]
  readonly broken?: string | undefined
}
