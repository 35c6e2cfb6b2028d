import type { TreeEntry } from '../ports/repository.ts'

/** The submodule that a path lies in, by the entries of a tree; undefined if it lies in none. */
export const submoduleOf = (
  path: string,
  entries: Iterable<Pick<TreeEntry, 'path' | 'mode'>>,
): string | undefined => {
  for (const entry of entries)
    if (entry.mode === '160000' && path.startsWith(`${entry.path}/`)) return entry.path
  return undefined
}
