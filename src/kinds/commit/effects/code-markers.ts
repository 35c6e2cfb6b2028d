import { rememberedByObject } from '../../../documentation/cache.ts'
import { isProduct } from '../../../documentation/classify-changes.ts'
import { type CodeMarker, codeMarkers, markerWord } from '../../../documentation/code-markers.ts'
import type { FileChange } from '../../../ports/diff.ts'
import type { Repository } from '../../../ports/repository.ts'
import type { World } from '../world.ts'

/** A commit with more files is a bulk change, and a larger file is not source code. */
const mostFiles = 200
const mostBytes = 1_000_000
const decoder = new TextDecoder()

/**
 * The sections that comments in changed files name, before the commit and after it; for a deleted file, before it. A comment that the
 * commit itself adds chooses nothing for it: else whoever sends a change would say which document is to follow it.
 */
export const markersIn = async (
  code: readonly FileChange[],
  { repository }: Pick<World, 'repository'>,
): Promise<readonly CodeMarker[]> => {
  const unmarked = unmarkedIn(repository)
  if (unmarked.size > mostUnmarked) unmarked.clear()
  const files = code
    .filter(({ path, binary, hunks }) => isProduct(path) && !binary && hunks.length > 0)
    .slice(0, mostFiles)
  const textOf = async (blob: string) => {
    const bytes = await repository.blob(blob)
    return bytes && bytes.length <= mostBytes ? decoder.decode(bytes) : undefined
  }
  const found = files.map(async change => {
    const { path, status, oldBlob, newBlob } = change
    if (status === 'added' || isUnmarked(change, unmarked)) return []
    const before = await textOf(oldBlob)
    if (before?.includes(markerWord) === false) unmarked.add(oldBlob)
    const markers = codeMarkers(path, before ?? '')
    if (status === 'deleted' || markers.length === 0) return markers
    const after = codeMarkers(path, (await textOf(newBlob)) ?? '')
    return after.filter(marker =>
      markers.some(({ file, section }) => file === marker.file && section === marker.section),
    )
  })
  return (await Promise.all(found)).flat()
}

/** Blobs of a repository without the word of a marker, so that not every version of a file is read. */
const unmarkedIn = rememberedByObject((_: Pick<Repository, 'blob'>) => new Set<string>())
const mostUnmarked = 50_000

/** A file has no marker if it had none before or has none after, and none of its changed lines has one. */
const isUnmarked = ({ oldBlob, newBlob, hunks }: FileChange, unmarked: Set<string>): boolean => {
  if (!unmarked.has(oldBlob) && !unmarked.has(newBlob)) return false
  if (hunks.some(({ lines }) => lines.some(({ text }) => text.includes(markerWord)))) return false
  unmarked.add(oldBlob).add(newBlob)
  return true
}
