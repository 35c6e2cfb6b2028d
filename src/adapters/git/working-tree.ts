import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RepositoryFacts, WorkingTree } from '../../ports/repository.ts'
import { git } from './command.ts'
import { ignoredPaths } from './ignored.ts'

/** The working tree of a repository, listed by `git ls-files`. */
export const openWorkingTree = ({ root }: RepositoryFacts): WorkingTree => {
  const list = async (...args: string[]) =>
    (await git(['ls-files', '-z', '--full-name', ...args], { cwd: root })).stdout
      .toString()
      .split('\0')
      .slice(0, -1)
  const folders = new Map<string, Promise<boolean>>()
  /** Whether a folder is where its name says, with no symbolic link on the way. */
  const isOwn = (folder: string): Promise<boolean> => {
    const known = folders.get(folder) ?? isReal(root, folder)
    folders.set(folder, known)
    return known
  }
  return {
    async files() {
      const [tracked, others, deleted] = await Promise.all([
        list('--stage'),
        list('--others', '--exclude-standard'),
        list('--deleted'),
      ])
      const gone = new Set(deleted)
      const all = new Map(
        tracked.map(entry => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, 6)]),
      )
      // A folder that is a repository of its own is listed with a slash at its end.
      for (const path of others)
        all.set(path.replace(/\/$/, ''), path.endsWith('/') ? '160000' : '100644')
      return [...all].filter(([path]) => !gone.has(path)).map(([path, mode]) => ({ path, mode }))
    },
    async read(path) {
      if (!(await isOwn(dirname(path)))) return undefined
      return readRegular(join(root, path))
    },
    ignored: paths => ignoredPaths(root, paths),
    async containing(text) {
      const args = ['grep', '--untracked', '-l', '-z', '-I', '-F', '-e', text]
      const { stdout } = await git(args, { cwd: root, codes: [0, 1] })
      return stdout.toString().split('\0').slice(0, -1)
    },
  }
}

const isReal = async (root: string, folder: string): Promise<boolean> => {
  try {
    return (await realpath(join(root, folder))) === join(await realpath(root), folder)
  } catch {
    return false
  }
}

/** In bytes; a dump of a database that happens to lie here is neither code nor a document. */
const largest = 64 * 1024 * 1024

const readRegular = async (path: string): Promise<Uint8Array | undefined> => {
  // Nothing is to be waited for at a pipe.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(path, flags).catch(() => undefined)
  try {
    const stats = await file?.stat()
    if (!stats?.isFile() || stats.size > largest) return undefined
    return await file?.readFile()
  } finally {
    await file?.close()
  }
}
