import type { JobRequest } from '../../../events/job.ts'
import { fingerprintOf } from '../../../jobs/fingerprint.ts'
import type { ReadyJob } from '../catalog.ts'
import type { World } from '../world.ts'

/**
 * The fingerprint of what a job's work depends on as it is now. Which templates a job renders is only known when it has run, so
 * for one that may render any, all of them count.
 */
export const inputsOf = async (
  request: JobRequest,
  { definition, file }: ReadyJob,
  { configuration, templates }: Pick<World, 'configuration' | 'templates'>,
): Promise<string> => {
  const renders = file.files.some(({ content }) => content.includes('useTemplate'))
  const more = renders ? { configuration, templates: await templates.find() } : configuration
  return fingerprintOf(request, definition, file.hash, more)
}
