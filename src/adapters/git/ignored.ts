import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { invalidConfig } from '../../errors/configuration.ts'
import { isGitDocError } from '../../errors/error.ts'
import { git } from './command.ts'

/**
 * Those of the paths, relative to the root, that `.gitignore` files or `.git-doc/ignore` name. As for Git, `.gitignore` never
 * concerns a file that is tracked; `.git-doc/ignore` does. A person's own excludes are left out of it: a plan
 * should not depend on who makes it. Git need not be asked of what is known to be `tracked`.
 */
export const ignoredPaths = async (
  root: string,
  paths: readonly string[],
  tracked: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> => {
  const asked = [...new Set(paths)].filter(isOfRepository)
  const untracked = asked.filter(path => !tracked.has(path))
  const [byGit, own] = await Promise.all([ignoredByGit(root, untracked), readOwnRules(root)])
  return new Set([...byGit, ...asked.filter(path => own.ignores(path))])
}

const isOfRepository = (path: string) =>
  ignore.isPathValid(path) && !path.split('/').some(name => name === '.' || name === '..')

const ownRules = join('.git-doc', 'ignore')

const readOwnRules = async (root: string): Promise<Ignore> => {
  const rules = ignore({ ignoreCase: false })
  try {
    return rules.add(await readFile(join(root, ownRules), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return rules
    throw invalidConfig('.git-doc/ignore', 'the file cannot be read.', 'Check it.', error)
  }
}

/** What Git refuses to judge of a path that the working tree has no more: now a link or a submodule stands on its way. */
const beyondTree = /beyond a symbolic link|is in submodule|outside repository/

const ignoredByGit = async (root: string, paths: readonly string[]): Promise<readonly string[]> => {
  if (paths.length === 0) return []
  try {
    const { stdout } = await git(
      ['-c', 'core.excludesFile=/dev/null', 'check-ignore', '-z', '--stdin'],
      {
        cwd: root,
        // check-ignore does not take literal pathspecs; with a folder before it, no path is taken for a magic one.
        env: { GIT_LITERAL_PATHSPECS: '0' },
        input: paths.map(path => `./${path}\0`).join(''),
        codes: [0, 1],
      },
    )
    return stdout
      .toString()
      .split('\0')
      .slice(0, -1)
      .map(path => path.slice('./'.length))
  } catch (error) {
    if (!isGitDocError(error) || !beyondTree.test(error.message)) throw error
    // One such path ends the whole answer: ask for both halves, down to the path itself.
    if (paths.length === 1) return []
    const half = paths.length >> 1
    const halves = [paths.slice(0, half), paths.slice(half)]
    return (await Promise.all(halves.map(part => ignoredByGit(root, part)))).flat()
  }
}
