import { createHash } from 'node:crypto'
import type { TreeReader } from '../../src/releases/release.ts'

/** A tree of files in memory. Equal folders have equal ids, as in Git. */
export const memoryTree = (files: Readonly<Record<string, string>>): TreeReader => {
  const below = (folder: string) =>
    Object.keys(files)
      .filter(path => folder === '' || path.startsWith(`${folder}/`))
      .sort()
  return {
    list: async folder => below(folder),
    read: async path => files[path],
    treeOf: async folder => {
      const paths = below(folder)
      if (paths.length === 0) return undefined
      const hash = createHash('sha1')
      for (const path of paths) hash.update(`${path.slice(folder.length)}\0${files[path]}\0`)
      return hash.digest('hex')
    },
  }
}
