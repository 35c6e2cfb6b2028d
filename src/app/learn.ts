import { resolve } from 'node:path'
import type { LearnSource } from '../commands/learn.ts'
import { openRepositoryAt, type Place, settled } from './place.ts'

/** So many commits of the history are looked through. */
const mostCommits = 100_000

/** Opens what `learn` looks at; UNBORN_BRANCH where there is no commit yet. */
export const openLearn = async (
  place: Place,
  warn: (warning: string) => void,
): Promise<{ readonly source: LearnSource; close(): Promise<void> }> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { settings, warnings } = await settled(repository, place, 'warn')
    for (const warning of warnings) warn(warning)
    const [{ configFile }, { documentReader }, { openHistory }, { openPast }, { checkedOut }] =
      await Promise.all([
        import('../adapters/config/file.ts'),
        import('../engine/documents.ts'),
        import('../adapters/git/past.ts'),
        import('../engine/past.ts'),
        import('../effects/commit/checked-out.ts'),
      ])
    const { commit } = await checkedOut({ repository })
    const { docFiles, mappings } = settings
    const { documents } = await documentReader(repository, docFiles).documents(commit)
    const file = place.config === undefined ? undefined : resolve(place.cwd, place.config)
    const config = configFile({ root: repository.facts.root, file }, process.env)
    const history = openHistory(repository.facts)
    const source: LearnSource = {
      past: openPast(repository, history, { docFiles, upTo: [commit], most: mostCommits }),
      documents,
      tracked: (await repository.tree(commit)).map(({ path }) => path),
      mappings,
      path: config.shown,
      write: chosen => config.addMappings(chosen),
    }
    return { source, close: () => repository.close() }
  } catch (error) {
    await repository.close()
    throw error
  }
}
