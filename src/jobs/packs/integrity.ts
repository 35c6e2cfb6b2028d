import { sha512 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { PackFile } from '../../ports/packs.ts'

/**
 * The SHA-512 of a pack's content, as npm writes it: over path, size and bytes of each file, in the order of paths. It is the
 * same wherever the pack came from.
 */
export const integrityOf = (files: readonly PackFile[]): string => {
  const hash = sha512.create()
  for (const { path, bytes } of files.toSorted((one, other) => (one.path < other.path ? -1 : 1)))
    hash.update(utf8ToBytes(`${path}\0${bytes.length}\0`)).update(bytes)
  return `sha512-${btoa(String.fromCharCode(...hash.digest()))}`
}
