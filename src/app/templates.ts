import { openTargetFiles } from '../adapters/files/target-files.ts'
import type { TemplateWorld } from '../commands/template/render.ts'
import { openJobsAt } from './jobs.ts'
import type { Place } from './place.ts'

/** What `git-doc template` works with. It takes no lock and opens no log. */
export const openTemplatesAt = async (place: Place, signal: AbortSignal) => {
  const here = await openJobsAt(place, signal)
  const { templates, trust, jobs, repository, settings } = here
  const { root } = repository.facts
  const world: TemplateWorld = { templates, trust, jobs, targets: openTargetFiles(root), signal }
  return { ...world, root, folders: settings.templates.dirs, close: here.close }
}
