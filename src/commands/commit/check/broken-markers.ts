import { isMarkdown, isProduct } from '../../../documentation/classify-changes.ts'
import { codeMarkers, markerWord } from '../../../documentation/code-markers.ts'
import type { Finding } from '../../../documentation/drift/finding.ts'
import { brokenMarker, mappingFault } from '../../../documentation/drift/mapped-sections.ts'
import type { WorkingTree } from '../../../ports/repository.ts'
import type { Snapshot } from './snapshot.ts'

/** The files of code that may name sections in comments; a page may show how that is written. */
export const markedFiles = async (tree: WorkingTree): Promise<readonly string[]> =>
  (await tree.containing(markerWord)).filter(path => isProduct(path) && !isMarkdown(path))

/** The comments in these files that name a section which does not exist. */
export const brokenMarkers = async (
  { entries, text, code }: Snapshot,
  files: readonly string[],
): Promise<readonly Finding[]> => {
  const found: Finding[] = []
  for (const path of files)
    for (const marker of codeMarkers(path, (await code(path)) ?? '')) {
      const document = await text(marker.file)
      // What is there and cannot be read is another fault.
      if (document === undefined && entries.some(entry => entry.path === marker.file)) continue
      const fault = mappingFault(marker, document, entries)
      if (fault) found.push(brokenMarker(marker, fault))
    }
  return found
}
