import { realpath } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { git } from '../git/command.ts'

/** The repository that hooks are installed for. */
export interface HookPaths {
  readonly root: string
  readonly commonDirectory: string
}

/** The folder where Git looks for hook files, by whatever setting; it may not exist yet. */
export const hooksFolder = async ({ root, commonDirectory }: HookPaths): Promise<string> => {
  const asked = ['rev-parse', '--path-format=absolute', '--git-path', 'hooks']
  const { code, stdout } = await git(asked, { cwd: root, codes: [0, 128] })
  if (code === 0) return resolve(root, stdout.toString().trimEnd())
  // Git gives up where a folder on the way is missing.
  const set = await git(['config', '--type=path', '--get', 'core.hooksPath'], {
    cwd: root,
    codes: [0, 1],
  })
  return set.code === 0
    ? resolve(root, set.stdout.toString().trimEnd())
    : join(commonDirectory, 'hooks')
}

/** Whether a path, symbolic links followed, lies in a folder. */
export const isInside = async (path: string, folder: string): Promise<boolean> => {
  const [inner, outer] = [await real(path), await real(folder)]
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`)
}

const real = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch {
    const above = dirname(path)
    return above === path
      ? path
      : resolve(await real(above), path.slice(above.length).replace(/^[\\/]+/, ''))
  }
}
