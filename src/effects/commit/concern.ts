import { type Concern, concerning } from '../../documentation/concern.ts'
import type { World } from '../../ports/world.ts'

/** The code that a commit changed, or why nothing is to be done for it, by the settings in force. */
export const concernOf = async (
  commit: string,
  { repository, settings, ignored }: Pick<World, 'repository' | 'settings' | 'ignored'>,
): Promise<Concern> => {
  const diff = await repository.diff(commit)
  const paths = diff.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))
  const { docFiles, ignore } = settings
  return concerning(diff, { docFiles, ignore, ignored: await ignored(paths) })
}
