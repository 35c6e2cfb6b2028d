import { resolve } from 'node:path'
import type { LearnSource } from '../commands/commit/learn.ts'
import { environment, openRepositoryAt, type Place, settled } from './place.ts'

/** How many commits of the history to examine. */
const mostCommits = 100_000

/** Opens what `learn` reads. Throws UNBORN_BRANCH if there is no commit yet. */
export const openLearn = async (
  place: Place,
  warn: (warning: string) => void,
): Promise<{ readonly source: LearnSource; close(): Promise<void> }> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { settings, warnings } = await settled(repository, place)
    for (const warning of warnings) warn(warning)
    const [{ configFile }, { documentReader }, { openHistory }, { openPast }, { checkedOut }] =
      await Promise.all([
        import('../adapters/config/file.ts'),
        import('../kinds/commit/documents.ts'),
        import('../adapters/git/co-change-history.ts'),
        import('../kinds/commit/co-change.ts'),
        import('../kinds/commit/effects/head-commit.ts'),
      ])
    const { commit } = await checkedOut({ repository })
    const { docFiles, mappings } = settings
    const { documents } = await documentReader(repository, docFiles).documents(commit)
    const file = place.config === undefined ? undefined : resolve(place.cwd, place.config)
    const config = configFile({ root: repository.facts.root, file }, environment())
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
