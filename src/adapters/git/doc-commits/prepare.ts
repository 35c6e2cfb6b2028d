import { documentOutside } from '../../../errors.ts'
import type {
  DocCommitMessage,
  DocumentEdit,
  Obstacle,
  Prepared,
} from '../../../ports/doc-commits.ts'
import type { TreeEntry } from '../../../ports/repository.ts'
import { amendedCommit, whySeparate } from './amend.ts'
import { commitTree, signsCommits } from './commit-tree.ts'
import { readObjects, treeEntries, treeWith, writeBlob } from './object-store.ts'
import { standing, waits } from './obstacle.ts'
import { type Change, carry, personCopies, sectionObstacle } from './person-copies.ts'
import type { Place } from './place.ts'

/** Makes the doc commit as an object, on an index of its own. What would keep it from being published is said first. */
export const prepareDocCommit = async (
  place: Place,
  edits: readonly DocumentEdit[],
  message: DocCommitMessage,
  options: { scratch: string; signingTimeout: number; amend?: string | undefined },
): Promise<Prepared> => {
  const { root } = place
  const { scratch, signingTimeout, amend } = options
  const files = edits.map(({ file }) => file)
  const now = await standing(place)
  if (now.obstacle) return waits(now.obstacle)

  const [heads, person, signing] = await Promise.all([
    documentEntries(root, now.commit, files),
    personCopies(place, files),
    signsCommits(root),
  ])
  const gone = files.filter(file => !heads.some(({ path }) => path === file))
  if (gone.length > 0) return { state: 'outdated', files: gone }
  if (person.obstacle) return waits(person.obstacle)

  const objects = await readObjects(
    root,
    [...heads, ...person.copies.map(({ entry }) => entry)].map(({ blob }) => blob),
  )
  const { drafts, outdated } = draftsOf(edits, heads, objects)
  if (outdated.length > 0) return { state: 'outdated', files: outdated }
  const conflict = sectionObstacle(carry(drafts, person.copies, objects))
  if (conflict) return waits(conflict)

  const entries = await Promise.all(
    drafts.map(async ({ head, committed: { after } }) => ({
      ...head,
      blob: await writeBlob(root, after),
    })),
  )
  const tree = await treeWith(root, now.commit, entries, scratch)
  const separate = amend === undefined ? undefined : await whySeparate(place, amend, now)
  const amends = separate === undefined ? amend : undefined
  const sign = { wanted: signing, timeout: signingTimeout }
  const made =
    amends === undefined
      ? await commitTree(root, { tree, parent: now.commit, message }, sign)
      : await amendedCommit(root, { id: amends, tree, message }, sign)
  if ('unsigned' in made) return waits(unsigned(made.unsigned))
  const documents = drafts.map(({ file, head, sections }, place) => ({
    file,
    before: head.blob,
    after: entries[place]?.blob ?? head.blob,
    sections,
  }))
  return {
    state: 'prepared',
    commit: {
      docCommit: made.commit,
      parent: now.commit,
      ref: now.ref,
      documents,
      ...(amends === undefined ? {} : { amends }),
      ...(separate === undefined ? {} : { separate }),
    },
  }
}

/** The documents' entries in a commit. DOCUMENT_OUTSIDE if one is no regular file there. */
const documentEntries = async (
  root: string,
  commit: string,
  files: readonly string[],
): Promise<readonly TreeEntry[]> => {
  const entries = await treeEntries(root, commit, files)
  const other = entries.find(({ mode }) => !mode.startsWith('100'))
  if (other) throw documentOutside(other.path)
  return entries
}

interface Draft extends Change {
  readonly committed: NonNullable<Change['committed']>
  readonly head: TreeEntry
  readonly sections: NonNullable<ReturnType<DocumentEdit['rewrite']>>['change']['sections']
}

/** The edits made to HEAD's copies; `outdated` where those no longer have the sections. */
const draftsOf = (
  edits: readonly DocumentEdit[],
  heads: readonly TreeEntry[],
  objects: ReadonlyMap<string, Buffer>,
): { readonly drafts: readonly Draft[]; readonly outdated: readonly string[] } => {
  const drafts: Draft[] = []
  const outdated: string[] = []
  for (const edit of edits) {
    const head = heads.find(({ path }) => path === edit.file)
    const before = head && objects.get(head.blob)
    const result = before && edit.rewrite(before)
    if (head && result)
      drafts.push({
        file: edit.file,
        committed: { before, after: Buffer.from(result.bytes) },
        rewrite: copy => edit.rewrite(copy),
        head,
        sections: result.change.sections,
      })
    else outdated.push(edit.file)
  }
  return { drafts, outdated }
}

const unsigned = (detail: string): Obstacle => ({
  reason: 'signing',
  detail: `The doc commit could not be signed: ${detail}`,
  files: [],
})
