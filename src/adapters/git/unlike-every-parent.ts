import type { Diff } from '../../ports/diff.ts'

/**
 * What a merge itself changed, where it cannot be redone: the files unlike those of every parent, as the first one's diff
 * has them. It includes files that both sides changed and Git merged without conflict.
 */
export const unlikeEveryParent = ([first = [], ...others]: readonly Diff[]): Diff => {
  const changed = others.map(diff => new Set(diff.map(({ path }) => path)))
  return first.filter(({ path }) => changed.every(paths => paths.has(path)))
}
