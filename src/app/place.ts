import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { environment } from '../adapters/process/environment.ts'
import type { Turns } from '../engine/turns.ts'
import type { Jobs } from '../ports/jobs.ts'
import type { EventLog } from '../ports/log.ts'
import type { AnyProjection } from '../ports/projection.ts'
import type { Repository } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'

// A command line passes its own environment to the commands that it runs.
export { type Environment, environment, inEnvironment } from '../adapters/process/environment.ts'

/** The event log of a state folder, which this process alone may write to. */
export interface OwnedLog {
  readonly folder: string
  readonly log: EventLog
  readonly turns: Turns
  /** Whether the lock is still this process's. */
  isHeld(): boolean
  /** Publishes the status soon. */
  changed(): void
  /** The jobs of a working tree, if this process keeps processes waiting for them. */
  jobsOf?(root: string, templates: Settings['templates']): Jobs
  /** Hears of the steps of everything that works on the log. */
  onStep?: ((step: string) => void) | undefined
}

/** Where a command was started, and with which configuration. */
export interface Place {
  readonly cwd: string
  readonly config?: string | undefined
  /** The log that this process owns already, because it carries out the requests of others. */
  readonly owned?: OwnedLog | undefined
  /** The id of the request that the command carries out. */
  readonly request?: string | undefined
}

export const now = (): Date => new Date()

/** Every view that the log keeps up to date. */
export const allViews = async (): Promise<readonly AnyProjection[]> => {
  const [{ kinds }, { viewsOf }] = await Promise.all([
    import('../kinds.ts'),
    import('../projections/views.ts'),
  ])
  return viewsOf(kinds)
}

export const openRepositoryAt = async (cwd: string): Promise<Repository> => {
  const { openRepository } = await import('../adapters/git/open.ts')
  return openRepository(cwd)
}

/** The effective settings and the state folder of a repository. */
export const settled = async (repository: Pick<Repository, 'facts'>, { config, cwd }: Place) => {
  const { loadSettings } = await import('../adapters/config/load.ts')
  const { root, commonDirectory } = repository.facts
  const file = config === undefined ? undefined : resolve(cwd, config)
  const loaded = await loadSettings({ root, file, env: environment() })
  return { ...loaded, folder: stateFolder(root, commonDirectory, loaded.settings.state.path) }
}

export const stateFolder = (
  root: string,
  commonDirectory: string,
  path: string | undefined,
): string => (path === undefined ? join(commonDirectory, 'git-doc') : resolve(root, path))

/** A repository and its state folder, found with as little as possible. */
export const locateState = async (place: Place) => {
  const { locateRepository } = await import('../adapters/git/open.ts')
  const facts = await locateRepository(place.cwd)
  const { root, commonDirectory } = facts
  return { facts, folder: stateFolder(root, commonDirectory, await statePath(place, root)) }
}

/** `state.db_path`. For speed, it loads the configuration only if the file mentions state at all. */
const statePath = async ({ cwd, config }: Place, root: string): Promise<string | undefined> => {
  const file = config === undefined ? join(root, '.git-doc', 'config.toml') : resolve(cwd, config)
  if (config === undefined && !(existsSync(file) && /\bstate\b/.test(readFileSync(file, 'utf8'))))
    return undefined
  const { loadSettings } = await import('../adapters/config/load.ts')
  const { settings } = await loadSettings({ root, file, env: environment() })
  return settings.state.path
}

export const logFolder = (folder: string): string => join(folder, 'log')
