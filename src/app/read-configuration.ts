import { redactSettings } from '../adapters/config/entries.ts'
import { configJsonSchema } from '../adapters/config/schema.ts'
import type { Settings } from '../ports/settings.ts'
import { openRepositoryAt, type Place, settled } from './place.ts'

/** The settings that are in force in a repository. */
export interface Configuration {
  /** With defaults; keys and secret addresses are hidden. */
  readonly settings: Settings
  /** The file, whether it is there or not. */
  readonly path: string
  readonly found: boolean
  readonly warnings: readonly string[]
}

/** Reads the configuration of a repository. CONFIG_INVALID names file, line and key of what is wrong; NOT_A_REPOSITORY. */
export const readConfiguration = async (
  place: Place = { cwd: process.cwd() },
): Promise<Configuration> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { settings, path, found, warnings } = await settled(repository, place)
    return { settings: redactSettings(settings), path, found, warnings }
  } finally {
    await repository.close()
  }
}

/** The JSON Schema of `.git-doc/config.toml`. */
export const configurationSchema = (): object => configJsonSchema()
