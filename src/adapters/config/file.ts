import { lstat, mkdir, open, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { alreadyInitialised, configUnwritable } from '../../errors/configuration.ts'
import { documentOutside } from '../../errors/documents.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { ProviderName } from '../../ports/settings.ts'
import { replaceUserFile } from '../files/replace-file.ts'
import type { NewMapping } from './edit.ts'
import type { Environment } from './entries.ts'
import { loadSettings, readText } from './load.ts'
import { type ConfigPlace, placeOf } from './place.ts'
import { findDocFiles, keyFound, keyVariable } from './propose.ts'
import { type Choice, configTemplate } from './template.ts'

/**
 * The configuration as `init` and `config` use it (commands/init.ts and commands/config.ts say what each part promises):
 * a file that may not be there yet.
 */
export const configFile = (place: ConfigPlace, env: Environment) => {
  const { path, shown } = placeOf(place)
  let madeFolder = false
  const load = () => loadSettings({ ...place, env })
  const make = async (text: string) => {
    const folder = await mkdir(dirname(path), { recursive: true })
    madeFolder = folder !== undefined
    await createFile(path, text)
  }
  /** Runs what writes, with the errors of the file system as ours. */
  const writing = async (write: () => Promise<void>) => {
    if (place.file === undefined) await assertNoLink(path, shown)
    await write().catch(error => {
      if (isGitDocError(error) || !error.code) throw error
      throw error.code === 'EEXIST' && error.syscall === 'open'
        ? alreadyInitialised(shown)
        : configUnwritable(shown, error)
    })
  }
  return {
    path,
    shown,
    exists: async () => (await kindOf(path)) !== undefined,
    propose: (tracked: readonly string[]) => ({
      key: keyFound(env),
      docFiles: findDocFiles(tracked),
    }),
    keyVariable: (provider: ProviderName) => keyVariable(provider, env),
    async globsFault(globs: readonly string[]) {
      const { globFault } = await import('./checks.ts')
      const faulty = globs.find(glob => globFault(glob))
      return faulty && `"${faulty}" ${globFault(faulty)?.what}.`
    },
    preview: (choice: Choice) => configTemplate(choice),
    create: (choice: Choice) => writing(() => make(configTemplate(choice))),
    async discard() {
      await rm(path, { force: true })
      if (madeFolder) await rmdir(dirname(path)).catch(() => {})
    },
    async inForce() {
      const { found, entries, warnings } = await load()
      return { found, entries, warnings }
    },
    async set(key: string, value: string | readonly string[]) {
      const { setValue } = await import('./edit.ts')
      const before = await readText(place)
      const text = setValue(before ?? '', key, value, shown)
      const changed = text !== before
      if (changed)
        await writing(() => (before === undefined ? make(text) : replaceUserFile(path, text)))
      return { changed, warnings: (await load()).warnings }
    },
    async unset(key: string) {
      const { removeKey } = await import('./remove-key.ts')
      const before = (await readText(place)) ?? ''
      const text = removeKey(before, key, shown)
      const changed = text !== before
      if (changed) await writing(() => replaceUserFile(path, text))
      return { changed, warnings: (await load()).warnings }
    },
    async addMappings(mappings: readonly NewMapping[]) {
      const { withMappings } = await import('./edit.ts')
      const before = await readText(place)
      const text = withMappings(before ?? '', mappings, shown)
      await writing(() => (before === undefined ? make(text) : replaceUserFile(path, text)))
    },
  }
}

/** A repository could hold a link in place of the file or its folder, to have something else of the person's overwritten. */
const assertNoLink = async (path: string, shown: string): Promise<void> => {
  for (const part of [dirname(path), path])
    if ((await kindOf(part)) === 'link') throw documentOutside(shown)
}

const kindOf = async (path: string): Promise<'link' | 'other' | undefined> => {
  try {
    return (await lstat(path)).isSymbolicLink() ? 'link' : 'other'
  } catch {
    return undefined
  }
}

/** Writes a file that must not be there yet; what could not be written whole is taken away. */
const createFile = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}
