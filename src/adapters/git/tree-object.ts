import type { TreeEntry } from '../../ports/repository.ts'

/** The mode of a folder. */
export const treeMode = '040000'
/** The mode of a submodule, whose id is a commit elsewhere. */
export const submoduleMode = '160000'

/**
 * Reads a tree object: `mode name NUL id` of each entry, the id in as many bytes as the object format has. The `path` of an
 * entry is its name in that folder.
 */
export const parseTree = (bytes: Buffer, idLength: number): TreeEntry[] => {
  const entries: TreeEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at)
    const nul = bytes.indexOf(0, space)
    entries.push({
      mode: bytes.toString('latin1', at, space).padStart(6, '0'),
      path: bytes.toString('utf8', space + 1, nul),
      blob: bytes.toString('hex', nul + 1, nul + 1 + idLength),
    })
    at = nul + 1 + idLength
  }
  return entries
}
