import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { type GitOptions, git, gitText } from '../command.ts'
import { withScratch } from '../publisher/scratch.ts'

/** What is done with the folder of a release in the working tree, without touching the person's index. */
export const openWorkingCopy = ({
  root,
  gitDirectory,
}: Pick<RepositoryPaths, 'root' | 'gitDirectory'>) => {
  /** Runs something on an index of its own. */
  const withIndex = <Result>(
    work: (run: (args: readonly string[]) => ReturnType<typeof git>) => Promise<Result>,
  ): Promise<Result> =>
    withScratch(gitDirectory, scratch => {
      const options: GitOptions = { cwd: root, env: { GIT_INDEX_FILE: join(scratch, 'index') } }
      return work(args => git(args, options))
    })
  return {
    /** Writes what a commit has in one folder into another one. */
    copyFolder: (commit: string, from: string, to: string): Promise<void> =>
      withIndex(async run => {
        await run(['read-tree', '--empty'])
        await run(['read-tree', `--prefix=${to}/`, `${commit}:${from}`])
        await run(['checkout-index', '--all', '--force'])
      }),
    /** The tree that HEAD would have if what lies below a folder were committed. */
    treeWith: (folder: string): Promise<string> =>
      withIndex(async run => {
        await run(['read-tree', 'HEAD'])
        await run(['add', '--all', '--', folder])
        return (await run(['write-tree'])).stdout.toString().trim()
      }),
    /** The same tree for what is staged in the index, or in the one that Git told a hook. */
    indexTree: (indexFile: string | undefined): Promise<string> =>
      gitText(['write-tree'], {
        cwd: root,
        env: indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile },
      }),
    async readFile(path: string): Promise<string | undefined> {
      return readFile(join(root, path), 'utf8').catch(() => undefined)
    },
    async writeFile(path: string, text: string): Promise<void> {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    },
  }
}
