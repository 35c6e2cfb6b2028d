import { gunzip } from '../adapters/bundles/gunzip.ts'
import { most, openBounds } from '../adapters/packs/bounds.ts'
import { readTar } from '../bundles/read-tar.ts'
import { sameName, unsafe } from '../bundles/unsafe.ts'
import { packUnsafe } from '../errors/packs.ts'
import type { PackFile } from '../ports/packs.ts'

/**
 * The files of a packed npm archive, below its one folder (`package`). PACK_UNSAFE for anything but plain files with plain paths, and for more
 * than a pack may have.
 */
export const unpackPack = async (
  packed: Uint8Array,
  source: string,
): Promise<readonly PackFile[]> => {
  // A block of 512 bytes for each header, and one that is not full.
  const { bytes, broken } = await gunzip(packed, most.bytes + most.files * 1024)
  if (broken !== undefined) throw packUnsafe(source, undefined, broken)
  const archive = readTar(bytes)
  if (archive.broken !== undefined) throw packUnsafe(source, undefined, archive.broken)
  const bounds = openBounds(source)
  const seen = new Set<string>()
  const files: PackFile[] = []
  for (const entry of archive.entries) {
    const why = unsafe(entry, seen)
    if (why !== undefined) throw packUnsafe(source, entry.path, why.replace('bundle', 'archive'))
    seen.add(sameName(entry.path))
    if (entry.kind === 'folder') continue
    const path = entry.path.slice(entry.path.indexOf('/') + 1)
    if (path === entry.path)
      throw packUnsafe(source, path, 'it is beside the folder of the package')
    bounds.add(path, entry.size)
    files.push({ path, bytes: entry.bytes() ?? new Uint8Array() })
  }
  const folders = new Set(
    files.length > 0 ? archive.entries.map(({ path }) => path.split('/')[0]) : [],
  )
  if (folders.size > 1) throw packUnsafe(source, undefined, 'it has more than one folder')
  return files
}
