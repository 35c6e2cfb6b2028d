import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bareRepository, notARepository, unsupportedRepository } from '../../../errors/git.ts'
import type { RepositoryFacts } from '../../../ports/repository.ts'
import { type ConfigEntry, parseConfig } from './config-file.ts'

/** isomorphic-git reads whole packs into memory. */
const largestPacks = 200 * 1024 * 1024

/**
 * The repository a folder belongs to, if isomorphic-git reads it rightly; UNSUPPORTED_REPOSITORY with the reason if not.
 * Each thing refused here was seen to fail or, worse, to be read wrongly.
 */
export const probe = async (path: string): Promise<RepositoryFacts> => {
  const root = await findRoot(path)
  const gitDirectory = join(root, '.git')
  const reason =
    ((await lstat(gitDirectory)).isDirectory()
      ? undefined
      : 'its .git is no folder, as in a linked worktree or a submodule') ??
    configReason(await readConfig(gitDirectory, path)) ??
    (await objectsReason(gitDirectory)) ??
    (await historyReason(gitDirectory))
  if (reason !== undefined) throw unsupportedRepository(reason)
  return {
    root,
    gitDirectory,
    commonDirectory: gitDirectory,
    shallow: await exists(join(gitDirectory, 'shallow')),
    objectFormat: 'sha1',
  }
}

/** The nearest folder upwards that has a `.git`; Git ignores a folder of that name that is no repository. */
const findRoot = async (path: string): Promise<string> => {
  const start = await realpath(path).catch(() => {
    throw notARepository(path)
  })
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, '.git')
    if ((await isGitDirectory(found)) || (await isFile(found))) return folder
    if (await isGitDirectory(folder)) throw bareRepository(path)
    if (folder === dirname(folder)) throw notARepository(path)
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )

const isGitDirectory = async (folder: string): Promise<boolean> => {
  const parts = await Promise.all(
    ['HEAD', 'objects', 'refs'].map(name => exists(join(folder, name))),
  )
  return parts.every(Boolean)
}

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

const readConfig = async (gitDirectory: string, path: string): Promise<readonly ConfigEntry[]> => {
  const config = parseConfig(await readText(join(gitDirectory, 'config')))
  if (config.some(({ section, key, value }) => `${section}.${key}=${value}` === 'core.bare=true'))
    throw bareRepository(path)
  return config
}

const configReason = (config: readonly ConfigEntry[]): string | undefined => {
  for (const { section, key, value } of config) {
    if (section === 'extensions') return `it uses the extension ${key} (${value})`
    if (section === 'core' && key === 'worktree')
      return 'its working tree is elsewhere (core.worktree)'
    if (section === 'remote' && (key === 'promisor' || key === 'partialclonefilter'))
      return 'it is a partial clone'
  }
  return undefined
}

const objectsReason = async (gitDirectory: string): Promise<string | undefined> => {
  const objects = join(gitDirectory, 'objects')
  if ((await readText(join(objects, 'info', 'alternates'))).trim() !== '')
    return 'it borrows objects from another repository (alternates)'
  const packs = join(objects, 'pack')
  const names = await readdir(packs).catch(() => [])
  if (names.some(name => name.endsWith('.promisor'))) return 'it is a partial clone'
  const sizes = names
    .filter(name => name.endsWith('.pack'))
    .map(async name => (await stat(join(packs, name))).size)
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  return total > largestPacks
    ? `its packs have ${Math.round(total / 1024 / 1024)} MB, and would have to be in memory`
    : undefined
}

/** What changes the history that Git shows, and isomorphic-git does not know. */
const historyReason = async (gitDirectory: string): Promise<string | undefined> => {
  const replaced = await readdir(join(gitDirectory, 'refs', 'replace')).catch(() => [])
  const packed = await readText(join(gitDirectory, 'packed-refs'))
  if (replaced.length > 0 || packed.includes(' refs/replace/')) return 'it has replaced objects'
  if ((await readText(join(gitDirectory, 'info', 'grafts'))).trim() !== '') return 'it has grafts'
  return undefined
}
