import { isGitDocError } from '../../../errors/error.ts'
import type { DocumentEdit, PreparedCommit } from '../../../ports/publisher.ts'
import { git } from '../command.ts'
import { documentChange } from './change.ts'
import { objectOf, treeEntries } from './object-store.ts'
import { tip } from './preflight.ts'
import {
  fromJournal,
  type Journal,
  readJournal,
  removeJournal,
  writeJournal,
} from './publish-journal.ts'
import type { GitReader } from './reader.ts'
import { nextEntries, updateIndexAndWorktree, writeDocuments } from './update-index-and-worktree.ts'
import { type Applied, applyToCopies, userCopies } from './user-copies.ts'
import { applyToFiles } from './user-files.ts'
import { indexState, leftLock, lockIndex, nextIndex, refillLock } from './user-index.ts'
import { readDocument } from './worktree-file.ts'

/** What a killed publication left; not `finished` while another Git holds the index. */
export interface Left {
  readonly journal: Journal
  readonly finished: boolean
}

/**
 * Finishes what a killed publication left after it had moved the branch, or takes back what it left before; undefined where nothing
 * was left. To be called only while nobody else publishes (`alone`). `edits` are those of `id`, if that is the one being published again.
 */
export const recover = async (
  reader: GitReader,
  scratch: string,
  again?: { readonly id: string; readonly edits: readonly DocumentEdit[] },
): Promise<Left | undefined> => {
  const journal = await readJournal(reader.gitDirectory)
  if (!journal) return undefined
  const edits = again?.id === journal.docCommit ? again.edits : []
  const finished =
    !(await isPublished(reader, { ...journal, id: journal.docCommit }, true)) ||
    (await finish(reader, journal, edits, scratch))
  if (finished) {
    await (await leftLock(reader, journal.locks))?.release()
    await removeJournal(reader.gitDirectory)
  }
  return { journal, finished }
}

/**
 * Whether a commit is, or once was, part of its branch: a person may have amended it or taken it away since.
 * `killed` if a publication of it was, so that a branch at the parent does not yet say that it never was.
 */
export const isPublished = async (
  reader: GitReader,
  { id, parent, ref }: Pick<PreparedCommit, 'id' | 'parent' | 'ref'>,
  killed: boolean,
): Promise<boolean> => {
  const now = await tip(reader, ref)
  if (now === id) return true
  if (now === undefined || (now === parent && !killed)) return false
  if (await reader.isAncestor(id, now)) return true
  const { stdout } = await git(['rev-list', '--walk-reflogs', ref, '--'], {
    cwd: reader.root,
    codes: [0, 128],
  })
  return stdout.toString().split('\n').includes(id)
}

/** How often to begin again after the index or its lock was changed by others. */
const mostTries = 5

/** Brings index and files to a commit the branch has already; false while another Git holds the index. */
const finish = async (
  reader: GitReader,
  journal: Journal,
  edits: readonly DocumentEdit[],
  scratch: string,
  tries = 1,
): Promise<boolean> => {
  if (tries > mostTries) return false
  const index = indexState(reader)
  const applied = await stillDue(reader, journal, edits)
  const entries = await nextEntries(reader.root, applied)
  if (entries.length === 0) {
    await writeDocuments(reader.root, applied, scratch)
    return true
  }
  const next = await nextIndex(reader, entries, scratch)
  const locks = [...new Set([...journal.locks, next.sha256])]
  await writeJournal(reader.gitDirectory, { ...journal, locks }, scratch)
  const left = await leftLock(reader, locks)
  const lock = (left && (await refillLock(reader, left, next))) ?? (await lockIndex(reader, next))
  if (!lock) return false
  try {
    if (
      indexState(reader) === index &&
      (await updateIndexAndWorktree(reader.root, applied, lock, scratch))
    )
      return true
  } finally {
    await lock.release()
  }
  return finish(reader, { ...journal, locks }, edits, scratch, tries + 1)
}

/** The files still to update: those that HEAD has as the commit made them, with the person's copies as they are now. */
const stillDue = async (
  reader: GitReader,
  journal: Journal,
  edits: readonly DocumentEdit[],
): Promise<readonly Applied[]> => {
  const { root } = reader
  const head = await tip(reader, 'HEAD')
  if (!head) return []
  const all = [...journal.documents, ...journal.files].map(({ file }) => file)
  const [entries, regular] = await Promise.all([
    treeEntries(root, head, all),
    Promise.all(all.map(async file => ((await isRegular(root, file)) ? [file] : []))),
  ])
  const reachable = new Set(regular.flat())
  const inHead = new Map(entries.map(({ path, blob }) => [path, blob]))
  const documents = journal.documents.filter(
    ({ file, after }) => reachable.has(file) && inHead.get(file) === after,
  )
  const files = journal.files.filter(
    ({ file, after }) => reachable.has(file) && inHead.get(file) === after?.blob,
  )
  // What is the person's own by now is left so: the branch has moved, and nothing can wait any more.
  const { applied } = await applyToFiles(reader, files)
  return [...(await documentsDue(reader, documents, edits)), ...applied]
}

const documentsDue = async (
  reader: GitReader,
  documents: Journal['documents'],
  edits: readonly DocumentEdit[],
): Promise<readonly Applied[]> => {
  if (documents.length === 0) return []
  const { copies } = await userCopies(
    reader,
    documents.map(({ file }) => file),
  )
  const objects = await reader.readAll([
    ...documents.flatMap(({ before, after }) => [before, after]),
    ...copies.map(({ entry }) => entry.blob),
  ])
  const changes = documents.map(({ file, before, after, copies }) =>
    documentChange(
      file,
      {
        before: objectOf(objects, before),
        after: { bytes: objectOf(objects, after), blob: after },
      },
      copy => fromJournal(copies, copy) ?? edits.find(edit => edit.file === file)?.rewrite(copy),
    ),
  )
  return applyToCopies(changes, copies, objects)
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
