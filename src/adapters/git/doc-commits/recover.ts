import { isGitDocError } from '../../../errors.ts'
import type { DocCommit, DocumentEdit } from '../../../ports/doc-commits.ts'
import { git } from '../command.ts'
import { bringAlong, nextEntries, writeDocuments } from './bring-along.ts'
import { objectOf, readObjects, treeEntries } from './object-store.ts'
import { tip } from './obstacle.ts'
import { type Carried, type Change, carry, personCopies } from './person-copies.ts'
import { indexState, leftLock, lockIndex, nextIndex } from './person-index.ts'
import type { Place } from './place.ts'
import {
  fromJournal,
  type Journal,
  readJournal,
  removeJournal,
  writeJournal,
} from './publish-journal.ts'
import { readDocument } from './worktree-file.ts'

/**
 * Finishes what a killed publication left after it had moved the branch, or takes back what it left before.
 * `edits` are those of `docCommit`, if that is the one being published again. Answers with the journal there was.
 */
export const recover = async (
  place: Place,
  scratch: string,
  again?: { readonly docCommit: string; readonly edits: readonly DocumentEdit[] },
): Promise<Journal | undefined> => {
  const journal = await readJournal(place.gitDirectory)
  if (!journal) return undefined
  const edits = again?.docCommit === journal.docCommit ? again.edits : []
  const finished =
    !(await isPublished(place, journal, true)) || (await finish(place, journal, edits, scratch))
  if (finished) {
    await (await leftLock(place, journal.locks))?.release()
    await removeJournal(place.gitDirectory)
  }
  return journal
}

/**
 * Whether a doc commit is, or once was, part of its branch: a person may have amended it or taken it away since.
 * `killed` if a publication of it was, so that a branch at the parent does not yet say that it never was.
 */
export const isPublished = async (
  place: Place,
  { docCommit, parent, ref }: Pick<DocCommit, 'docCommit' | 'parent' | 'ref'>,
  killed: boolean,
): Promise<boolean> => {
  const now = await tip(place, ref)
  if (now === docCommit) return true
  if (now === undefined || (now === parent && !killed)) return false
  const { code } = await git(['merge-base', '--is-ancestor', docCommit, now], {
    cwd: place.root,
    codes: [0, 1, 128],
  })
  if (code === 0) return true
  const { stdout } = await git(['rev-list', '--walk-reflogs', ref, '--'], {
    cwd: place.root,
    codes: [0, 128],
  })
  return stdout.toString().split('\n').includes(docCommit)
}

/** Brings index and documents to a doc commit the branch has already; false while another Git holds the index. */
const finish = async (
  place: Place,
  journal: Journal,
  edits: readonly DocumentEdit[],
  scratch: string,
): Promise<boolean> => {
  const index = await indexState(place)
  const carried = await stillDue(place, journal, edits)
  const entries = await nextEntries(place.root, carried, journal.documents)
  if (entries.length === 0) {
    await writeDocuments(place.root, carried, scratch)
    return true
  }
  const next = await nextIndex(place, entries, scratch)
  const locks = [...new Set([...journal.locks, next.sha256])]
  await writeJournal(place.gitDirectory, { ...journal, locks }, scratch)
  const left = await leftLock(place, locks)
  await left?.refill(next.path)
  const lock = left ?? (await lockIndex(place, next.path))
  if (!lock) return false
  try {
    if ((await indexState(place)) === index) {
      await bringAlong(place.root, carried, lock, scratch)
      return true
    }
  } finally {
    await lock.release()
  }
  return finish(place, { ...journal, locks }, edits, scratch)
}

/** What is still to be brought along: the documents that HEAD has as the doc commit made them, as the person has them now. */
const stillDue = async (
  place: Place,
  journal: Journal,
  edits: readonly DocumentEdit[],
): Promise<readonly Carried[]> => {
  const { root } = place
  const head = await tip(place, 'HEAD')
  if (!head) return []
  const files = journal.documents.map(({ file }) => file)
  const [entries, regular] = await Promise.all([
    treeEntries(root, head, files),
    Promise.all(files.map(file => isRegular(root, file))),
  ])
  const documents = journal.documents.filter(
    ({ file, after }, place) =>
      regular[place] && entries.some(({ path, blob }) => path === file && blob === after),
  )
  if (documents.length === 0) return []
  const { copies } = await personCopies(
    place,
    documents.map(({ file }) => file),
  )
  const objects = await readObjects(root, [
    ...documents.flatMap(({ before, after }) => [before, after]),
    ...copies.map(({ entry }) => entry.blob),
  ])
  const changes = documents.map(
    (document): Change => ({
      file: document.file,
      committed: {
        before: objectOf(objects, document.before),
        after: objectOf(objects, document.after),
      },
      rewrite: copy =>
        fromJournal(document.copies, copy) ??
        edits.find(({ file }) => file === document.file)?.rewrite(copy),
    }),
  )
  return carry(changes, copies, objects)
}

/** Whether no symbolic link stands where the document was; the person may have put one there since. */
const isRegular = (root: string, file: string): Promise<boolean> =>
  readDocument(root, file).then(
    () => true,
    error => {
      if (isGitDocError(error)) return false
      throw error
    },
  )
