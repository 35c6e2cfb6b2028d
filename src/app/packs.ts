import { join, relative, sep } from 'node:path'
import { openPackSources } from '../adapters/packs/sources.ts'
import { openPackStore } from '../adapters/packs/store.ts'
import type { PackWorld } from '../commands/pack/world.ts'
import { sourceText } from '../jobs/packs/source.ts'
import { openRepositoryAt, type Place, settled } from './place.ts'
import { unpackPack } from './unpack-pack.ts'
import { packageFolder, packageVersion } from './version.ts'

/** What `git-doc pack` works with. It takes no lock, opens no log and runs nothing of a pack. */
export const openPacksAt = async (place: Place) => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { root } = repository.facts
    const { settings } = await settled(repository, place)
    const world: PackWorld = {
      sources: openPackSources({
        root,
        builtin: join(packageFolder(), 'packs'),
        textOf: sourceText,
        unpack: unpackPack,
      }),
      store: openPackStore(root, settings.packs.dirs),
      inputs: settings.packs.inputs,
      version: packageVersion(),
    }
    /** Where the command was started, from the root. */
    const folder = relative(root, place.cwd).split(sep).join('/')
    return { world, folder, close: () => repository.close() }
  } catch (error) {
    await repository.close()
    throw error
  }
}
