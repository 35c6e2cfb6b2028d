import { isIgnored, listFiles } from 'isomorphic-git'
import { readOnly } from './read-only.ts'

/** Those of the paths that `.gitignore` files name and HEAD does not have. */
export const ignoredWithoutGit = async (
  root: string,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const repository = { fs: readOnly, dir: root }
  const tracked = new Set(await listFiles({ ...repository, ref: 'HEAD' }).catch(() => []))
  const ignored: string[] = []
  for (const path of paths)
    if (!tracked.has(path) && (await isIgnored({ ...repository, filepath: path })))
      ignored.push(path)
  return ignored
}
