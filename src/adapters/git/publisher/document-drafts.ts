import { documentOutside } from '../../../errors/documents.ts'
import type { DocumentChange } from '../../../events/document-change.ts'
import type { DocumentEdit, Prepared } from '../../../ports/publisher.ts'
import type { TreeEntry } from '../../../ports/repository.ts'
import type { NewObjects } from '../new-objects.ts'
import { type ReadObject, readFile, readKnown } from '../objects.ts'
import type { Versions } from '../tree-with.ts'
import { documentChange } from './change.ts'
import { type Conversion, normalized } from './conversion.ts'
import { waits } from './preflight.ts'
import type { GitReader } from './reader.ts'
import { applyToCopies, sectionBlocker, userCopies } from './user-copies.ts'

/** What document edits change of a commit, their new blobs added to `created`; or why they have to wait. */
export const documentDrafts = async (
  reader: GitReader,
  read: ReadObject,
  head: string,
  edits: readonly DocumentEdit[],
  created: NewObjects,
): Promise<
  | {
      readonly documents: readonly DocumentChange[]
      readonly versions: Versions
    }
  | Extract<Prepared, { state: 'waits' | 'outdated' }>
> => {
  if (edits.length === 0) return { documents: [], versions: new Map() }
  const files = edits.map(({ file }) => file)
  const [heads, person] = await Promise.all([
    documentEntries(read, head, files),
    userCopies(reader, files),
  ])
  const gone = files.filter(file => !heads.some(({ path }) => path === file))
  if (gone.length > 0) return { state: 'outdated', files: gone }
  if (person.blocker) return waits(person.blocker)

  const objects = await readAll(
    read,
    [...heads, ...person.copies.map(({ entry }) => entry)].map(({ blob }) => blob),
  )
  const { drafts, outdated } = await draftsOf(edits, heads, objects, person.conversions)
  if (outdated.length > 0) return { state: 'outdated', files: outdated }
  const changes = drafts.map(({ file, committed: { before, after }, rewrite }) =>
    documentChange(file, { before, after: { bytes: after } }, rewrite),
  )
  const conflict = sectionBlocker(applyToCopies(changes, person.copies, objects))
  if (conflict) return waits(conflict)
  const documents = drafts.map(({ file, head, committed, sections }) => ({
    file,
    before: head.blob,
    after: created.add('blob', committed.after),
    sections,
  }))
  const versions = documents.map(({ file, after }) => {
    const mode = heads.find(({ path }) => path === file)?.mode ?? '100644'
    return [file, { blob: after, mode }] as const
  })
  return { documents, versions: new Map(versions) }
}

/** The documents' entries in a commit. DOCUMENT_OUTSIDE if one is no regular file there. */
const documentEntries = async (
  read: ReadObject,
  commit: string,
  files: readonly string[],
): Promise<readonly TreeEntry[]> => {
  const found = await Promise.all(files.map(file => readFile(read, commit, file)))
  const entries = found.flatMap(each => (each ? [each.entry] : []))
  const other = entries.find(({ mode }) => !mode.startsWith('100'))
  if (other) throw documentOutside(other.path)
  return entries
}

const readAll = async (
  read: ReadObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> =>
  new Map(
    await Promise.all(
      [...new Set(ids)].map(async id => [id, (await readKnown(read, id)).bytes] as const),
    ),
  )

interface Draft {
  readonly file: string
  readonly committed: { readonly before: Buffer; readonly after: Buffer }
  readonly head: TreeEntry
  readonly rewrite: DocumentEdit['rewrite']
  readonly sections: NonNullable<ReturnType<DocumentEdit['rewrite']>>['change']['sections']
}

/** The edits made to HEAD's copies; `outdated` where those no longer have the sections. */
const draftsOf = async (
  edits: readonly DocumentEdit[],
  heads: readonly TreeEntry[],
  objects: ReadonlyMap<string, Buffer>,
  conversions: ReadonlyMap<string, Conversion>,
): Promise<{ readonly drafts: readonly Draft[]; readonly outdated: readonly string[] }> => {
  const drafts: Draft[] = []
  const outdated: string[] = []
  for (const edit of edits) {
    const head = heads.find(({ path }) => path === edit.file)
    const before = head && objects.get(head.blob)
    const result = before && edit.rewrite(before)
    if (head && result)
      drafts.push({
        file: edit.file,
        committed: {
          before,
          after: await normalized(conversions.get(edit.file), Buffer.from(result.bytes)),
        },
        rewrite: edit.rewrite,
        head,
        sections: result.change.sections,
      })
    else outdated.push(edit.file)
  }
  return { drafts, outdated }
}
