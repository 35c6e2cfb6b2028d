import { type Classified, classifyChanges } from '../../../documentation/classify-changes.ts'
import type { World } from '../world.ts'

/** The code that a commit changed, or why the commit needs no work under the current settings. */
export const changesOf = async (
  commit: string,
  { repository, settings, ignored }: Pick<World, 'repository' | 'settings' | 'ignored'>,
): Promise<Classified> => {
  const diff = await repository.diff(commit)
  const paths = diff.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))
  const { docFiles, ignore } = settings
  return classifyChanges(diff, { docFiles, ignore, ignored: await ignored(paths) })
}
