import { join, resolve } from 'node:path'
import type { Projection } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'

/** Where a command was started, and with which configuration. */
export interface Place {
  readonly cwd: string
  readonly config?: string | undefined
}

export const now = (): Date => new Date()

/** Every view the log keeps up to date. */
export const allViews = async (): Promise<readonly Projection[]> => {
  const [{ status }, { cache }, { failures }, { branches }, { changes }, { usage }] =
    await Promise.all([
      import('../projections/status.ts'),
      import('../projections/cache.ts'),
      import('../projections/failures.ts'),
      import('../projections/branches.ts'),
      import('../projections/changes.ts'),
      import('../projections/usage.ts'),
    ])
  return [status, cache, failures, branches, changes, usage] as Projection[]
}

export const openRepositoryAt = async (cwd: string): Promise<Repository> => {
  const { openRepository } = await import('../adapters/git/open.ts')
  return openRepository(cwd)
}

/** The settings in force and the state folder of a repository. */
export const settled = async (
  repository: Repository,
  { config, cwd }: Place,
  unset: 'refuse' | 'warn' = 'refuse',
) => {
  const { loadSettings } = await import('../adapters/config/load.ts')
  const { root, commonDirectory } = repository.facts
  const file = config === undefined ? undefined : resolve(cwd, config)
  const loaded = await loadSettings({ root, file, env: process.env, unset })
  return { ...loaded, folder: stateFolder(root, commonDirectory, loaded.settings.state.path) }
}

export const stateFolder = (
  root: string,
  commonDirectory: string,
  path: string | undefined,
): string => (path === undefined ? join(commonDirectory, 'git-doc') : resolve(root, path))

export const logFolder = (folder: string): string => join(folder, 'log')
