import type { DocumentEdit, Publication } from '../../../ports/doc-commits.ts'
import { writeChange } from './bring-along.ts'
import { readObjects, treeEntries } from './object-store.ts'
import { operationUnderWay, tip, waits } from './obstacle.ts'
import { type Change, carryInto, waitingFor } from './person-copies.ts'
import type { Place } from './place.ts'
import { readDocument } from './worktree-file.ts'

/** Writes documents to the working tree and nowhere else: all of them, or none while one has to wait. */
export const writeOnly = async (
  place: Place,
  edits: readonly DocumentEdit[],
  scratch: string,
): Promise<Publication> => {
  const operation = await operationUnderWay(place)
  if (operation) return waits(operation)

  const changes = await changesFromHead(place, edits)
  const now = await Promise.all(edits.map(({ file }) => readDocument(place.root, file)))
  const filesWhere = (waiting: (change: Change, copy: Buffer | undefined) => boolean): string[] =>
    changes.filter((change, at) => waiting(change, now[at]?.bytes)).map(({ file }) => file)
  const gone = filesWhere((_, copy) => copy === undefined)
  if (gone.length > 0) return waits(waitingFor('document-deleted', gone))
  const edited = filesWhere((change, copy) => copy !== undefined && !carryInto(copy, change))
  if (edited.length > 0) return waits(waitingFor('section-edited', edited))

  for (const change of changes)
    if (!(await writeChange(place.root, change, scratch)))
      return waits(waitingFor('section-edited', [change.file]))
  return { state: 'published' }
}

/** The edits with what they make of HEAD's copies, so that a document written before is known as such. */
const changesFromHead = async (
  place: Place,
  edits: readonly DocumentEdit[],
): Promise<readonly Change[]> => {
  const { root } = place
  const head = await tip(place, 'HEAD')
  const entries = head
    ? await treeEntries(
        root,
        head,
        edits.map(({ file }) => file),
      )
    : []
  const objects = await readObjects(
    root,
    entries.map(({ blob }) => blob),
  )
  return edits.map(edit => {
    const entry = entries.find(({ path }) => path === edit.file)
    const before = entry && objects.get(entry.blob)
    const after = before && edit.rewrite(before)
    return {
      file: edit.file,
      committed: after && { before, after: Buffer.from(after.bytes) },
      rewrite: copy => edit.rewrite(copy),
    }
  })
}
