import type { Basis, DocumentEdit, Publication } from '../../../ports/publisher.ts'
import { type Change, documentChange } from './change.ts'
import { type Conversion, normalized } from './conversion.ts'
import { treeEntries } from './object-store.ts'
import { branchOfHead, notOn, operationInProgress, tip, waits } from './preflight.ts'
import type { GitReader } from './reader.ts'
import { writeChange } from './update-index-and-worktree.ts'
import { readUserFile, storedCopy, type UserFile, waitingFor } from './user-copies.ts'

/** Writes documents to the working tree and nowhere else: all of them, or no document while one has to wait. */
export const writeOnly = async (
  reader: GitReader,
  edits: readonly DocumentEdit[],
  basis: Basis,
  scratch: string,
): Promise<Publication> => {
  const { root } = reader
  const operation = await operationInProgress(reader)
  if (operation) return waits(operation)
  const head = await tip(reader, 'HEAD')
  const elsewhere = head && (await notOn(reader, basis, await branchOfHead(reader), head))
  if (elsewhere) return waits(elsewhere)

  const files = edits.map(({ file }) => file)
  const conversions = await reader.conversions(files)
  const changes = await changesAt(reader, head, edits, conversions)
  const now = await Promise.all(files.map(file => readUserFile(root, file, conversions.get(file))))
  const filesWhere = (waiting: (change: Change, copy: UserFile | undefined) => boolean): string[] =>
    changes.filter((change, at) => waiting(change, now[at])).map(({ file }) => file)
  const gone = filesWhere((_, copy) => copy === undefined)
  if (gone.length > 0) return waits(waitingFor('document-deleted', gone))
  const edited = filesWhere((change, copy) => change.next(storedCopy(copy, change)) === undefined)
  if (edited.length > 0) return waits(waitingFor('section-edited', edited))

  for (const change of changes)
    if (!(await writeChange(root, change, conversions.get(change.file), scratch)))
      return waits(waitingFor('section-edited', [change.file]))
  return { state: 'published' }
}

/** The edits with what they make of a commit's copies, so that a document written before is known as such. */
const changesAt = async (
  { root, readAll }: GitReader,
  head: string | undefined,
  edits: readonly DocumentEdit[],
  conversions: ReadonlyMap<string, Conversion>,
): Promise<readonly Change[]> => {
  const files = edits.map(({ file }) => file)
  const entries = head ? await treeEntries(root, head, files) : []
  const objects = await readAll(entries.map(({ blob }) => blob))
  return Promise.all(
    edits.map(async edit => {
      const entry = entries.find(({ path }) => path === edit.file)
      const before = entry && objects.get(entry.blob)
      const after = before && edit.rewrite(before)
      const stored =
        after && (await normalized(conversions.get(edit.file), Buffer.from(after.bytes)))
      return documentChange(
        edit.file,
        before && stored && { before, after: { bytes: stored } },
        edit.rewrite,
      )
    }),
  )
}
