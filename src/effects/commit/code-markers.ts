import { type CodeMarker, codeMarkers } from '../../documentation/code-markers.ts'
import { isProduct } from '../../documentation/concern.ts'
import type { FileChange } from '../../documentation/diff.ts'
import type { World } from '../../ports/world.ts'

/** Beyond this a commit is a rewrite, and a file is no source. */
const mostFiles = 200
const mostBytes = 1_000_000
const decoder = new TextDecoder()

/** The sections that comments name in the files a commit changed, as they are after it; of a deleted one, before. */
export const markersIn = async (
  code: readonly FileChange[],
  { repository }: Pick<World, 'repository'>,
): Promise<readonly CodeMarker[]> => {
  const files = code
    .filter(({ path, binary, hunks }) => isProduct(path) && !binary && hunks.length > 0)
    .slice(0, mostFiles)
  const found = files.map(async ({ path, status, oldBlob, newBlob }) => {
    const bytes = await repository.blob(status === 'deleted' ? oldBlob : newBlob)
    if (!bytes || bytes.length > mostBytes) return []
    return codeMarkers(path, decoder.decode(bytes))
  })
  return (await Promise.all(found)).flat()
}
