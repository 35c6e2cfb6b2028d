import { wrongUsage } from '../errors/usage.ts'
import type { ConfigEntry } from '../ports/settings.ts'

/** What the command needs from the configuration file. Nothing that it returns holds a secret. */
export interface ConfigStore {
  readonly path: string
  exists(): Promise<boolean>
  inForce(): Promise<{
    readonly found: boolean
    readonly entries: readonly ConfigEntry[]
    readonly warnings: readonly string[]
  }>
  /** Throws USAGE for a wrong key or value, CONFIG_INVALID if the file is wrong elsewhere. */
  set(
    key: string,
    value: string | readonly string[],
  ): Promise<{ readonly changed: boolean; readonly warnings: readonly string[] }>
  /** Throws USAGE for what is not a key, CONFIG_INVALID if the file is wrong elsewhere. */
  unset(key: string): ReturnType<ConfigStore['set']>
  create(choice: { readonly provider: 'offline' }): Promise<void>
}

export interface ConfigView {
  readonly path: string
  readonly found: boolean
  readonly entries: readonly ConfigEntry[]
  readonly warnings: readonly string[]
}

/** `config get`: one key, a table of keys (`llm`), or all settings in effect. Throws USAGE for an unknown key. */
export const getConfig = async (store: ConfigStore, key?: string): Promise<ConfigView> => {
  const { found, entries, warnings } = await store.inForce()
  const asked = entries.filter(
    entry => key === undefined || entry.key === key || entry.key.startsWith(`${key}.`),
  )
  if (asked.length === 0) {
    const known = entries.map(entry => entry.key).join(', ')
    throw wrongUsage(`"${key}" is not a configuration key.`, `Known: ${known}.`)
  }
  return { path: store.path, found, entries: asked, warnings }
}

/** `config set`: changes one line of the file and returns the key's new entry. */
export const setConfig = async (
  store: ConfigStore,
  key: string,
  value: string | readonly string[],
): Promise<ConfigChange> => changeOf(store, key, await store.set(key, value))

/** `config unset`: removes one key from the file and returns what holds without it. */
export const unsetConfig = async (store: ConfigStore, key: string): Promise<ConfigChange> =>
  changeOf(store, key, await store.unset(key))

export interface ConfigChange {
  readonly path: string
  readonly changed: boolean
  /** The key as it is in effect now. */
  readonly entry: ConfigEntry
  readonly warnings: readonly string[]
}

const changeOf = async (
  store: ConfigStore,
  key: string,
  { changed, warnings }: Awaited<ReturnType<ConfigStore['set']>>,
): Promise<ConfigChange> => {
  const { entries } = await getConfig(store, key)
  const [entry] = entries as [ConfigEntry]
  return { path: store.path, changed, entry, warnings }
}

/** `config edit`: the file to open; it creates the file if necessary. `getConfig` validates the result. */
export const editConfig = async (
  store: ConfigStore,
): Promise<{ readonly path: string; readonly created: boolean }> => {
  const created = !(await store.exists())
  if (created) await store.create({ provider: 'offline' })
  return { path: store.path, created }
}
