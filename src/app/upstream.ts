import type { PublishedSource } from '../kinds/upstream/published.ts'
import type { UpstreamSource } from '../ports/settings.ts'
import { openRepositoryAt, type Place, settled } from './place.ts'
import { readKindView } from './reading.ts'

/** A configured source and what is known of it. */
export interface ListedSource extends Partial<PublishedSource> {
  readonly name: string
  readonly repo: string
  readonly strategy: UpstreamSource['strategy']
}

/** Every configured source with what the log's owner published of it last. It takes no lock and asks no remote. */
export const listSources = async (place: Place): Promise<readonly ListedSource[]> => {
  const repository = await openRepositoryAt(place.cwd)
  const { settings, folder } = await settled(repository, place).finally(() => repository.close())
  const { sources } = settings.upstream
  if (Object.keys(sources).length === 0) return []
  const view = (await readKindView(folder, 'upstream')) as
    | { readonly sources?: Readonly<Record<string, PublishedSource>> }
    | undefined
  return Object.entries(sources).map(([name, { repo, strategy, pin }]) => ({
    name,
    repo: repo.replace(/^([a-z+]+:\/\/)[^@/?#]*@/i, '$1'),
    strategy,
    ...view?.sources?.[name],
    ...(pin !== undefined && { pin }),
  }))
}
