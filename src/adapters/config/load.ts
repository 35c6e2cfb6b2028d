import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { invalidConfig } from '../../errors/configuration.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { ConfigEntry, Settings } from '../../ports/settings.ts'
import { gitText } from '../git/command.ts'
import { type Environment, entriesOf } from './entries.ts'
import { defaultSettings } from './keys.ts'
import { type ConfigPlace, placeOf } from './place.ts'

export interface Loaded {
  readonly settings: Settings
  /** Whole sentences for a person, without secrets. */
  readonly warnings: readonly string[]
  /** The file's absolute path, whether it is there or not. */
  readonly path: string
  readonly found: boolean
  /** Every key in force, safe to print. */
  readonly entries: readonly ConfigEntry[]
}

/**
 * The settings in force: defaults where there is no file (but what `--config` names must be there). CONFIG_INVALID names
 * file, line and key of all that is wrong. An environment variable that is not set is only a warning here: it becomes an
 * error when a model is asked that needs it.
 */
export const loadSettings = async (
  options: ConfigPlace & { readonly env: Environment },
): Promise<Loaded> => {
  const { env } = options
  const { path, shown } = placeOf(options)
  const text = await readText(options)
  if (text === undefined) {
    if (options.file !== undefined)
      throw invalidConfig(shown, 'there is no such file.', 'Check what --config names.')
    const entries = entriesOf(defaultSettings, {}, env, () => undefined)
    return { settings: defaultSettings, warnings: [], path, found: false, entries }
  }
  // Only a file that is there costs the start-up of a TOML reader and a schema.
  const { readConfig } = await import('./read.ts')
  const { settings, entries, warnings, plainKey } = readConfig(text, shown, env)
  if (!plainKey || !(await isTracked(path)))
    return { settings, entries, warnings, path, found: true }
  const { line, key, what, hint } = plainKey
  const warning = `${shown}:${line}: ${key}: ${what} in a file that Git tracks. ${hint}`
  return { settings, entries, warnings: [...warnings, warning], path, found: true }
}

/** The file's text, a BOM included; undefined if there is none. CONFIG_INVALID if it cannot be read or is not UTF-8. */
export const readText = async (place: ConfigPlace): Promise<string | undefined> => {
  const { path, shown } = placeOf(place)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw invalidConfig(shown, 'it is not UTF-8.', 'Save it as UTF-8.')
    throw invalidConfig(
      shown,
      `it cannot be read (${code}).`,
      'Check what it is and who may read it.',
      error,
    )
  }
}

/** Whether Git tracks a file; outside a repository, or without Git, it does not. */
const isTracked = async (path: string): Promise<boolean> => {
  try {
    const options = { cwd: dirname(path) }
    return (await gitText(['ls-files', '-z', '--', basename(path)], options)) !== ''
  } catch (error) {
    if (isGitDocError(error)) return false
    throw error
  }
}
