import { openTemplateFiles } from '../adapters/jobs/template-files.ts'
import { openPackStore } from '../adapters/packs/store.ts'
import { packsHere, templateFoldersOf } from '../kinds/job/packs.ts'
import type { Settings } from '../ports/settings.ts'

/** The packs of a working tree, and its templates with theirs. Nothing is read before it is asked for. */
export const openPacked = (root: string, { packs, templates }: Settings) => {
  const store = openPackStore(root, packs.dirs)
  return {
    packFolders: store,
    templates: openTemplateFiles(root, async () => [
      ...templates.dirs.map(folder => ({ folder })),
      ...templateFoldersOf(await packsHere(store, packs.inputs)),
    ]),
  }
}
