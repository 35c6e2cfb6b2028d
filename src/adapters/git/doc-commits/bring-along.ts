import { isGitDocError } from '../../../errors.ts'
import type { DocumentChange } from '../../../events/commit-parts.ts'
import { git } from '../command.ts'
import { writeBlob } from './object-store.ts'
import { type Carried, type Change, carryInto } from './person-copies.ts'
import type { IndexEntry, IndexLock } from './person-index.ts'
import { readDocument, replaceDocument } from './worktree-file.ts'

/** The index entries that a doc commit replaces, their blobs stored. */
export const nextEntries = async (
  root: string,
  carried: readonly Carried[],
  documents: readonly Pick<DocumentChange, 'file' | 'after'>[],
): Promise<readonly IndexEntry[]> =>
  Promise.all(
    carried.flatMap(({ change, entry, staged: { from, to } }) => {
      if (!to || to.equals(from)) return []
      const committed = documents.find(({ file }) => file === change.file)?.after
      const blob = committed && change.committed?.after.equals(to) ? committed : writeBlob(root, to)
      return [Promise.resolve(blob).then(blob => ({ ...entry, blob }))]
    }),
  )

/**
 * Puts a change into the document as it is in the working tree at this moment. False where it has the person's own
 * version of a section; a document that is not there (any more) is left at that.
 */
export const writeChange = async (
  root: string,
  change: Change,
  scratch: string,
): Promise<boolean> => {
  for (;;) {
    const now = await readDocument(root, change.file)
    if (!now) return true
    const next = carryInto(now.bytes, change)
    if (!next) return false
    if (next.equals(now.bytes)) return true
    if (await replaceDocument(root, change.file, now, next, scratch)) return true
  }
}

/** Writes the documents of a doc commit that the branch has already: what can no longer be written stays the person's. */
export const writeDocuments = async (
  root: string,
  carried: readonly Carried[],
  scratch: string,
): Promise<void> => {
  for (const { change, worktree } of carried)
    if (worktree)
      await writeChange(root, change, scratch).catch(error => {
        // A symbolic link took its place in this moment.
        if (!isGitDocError(error)) throw error
      })
}

/** What bringing along does, each told when it is done. */
export type BringStep = 'documents-written' | 'index-replaced'

/** Under the lock, after the branch moved: documents first, so that whoever waits for the index finds both. */
export const bringAlong = async (
  root: string,
  carried: readonly Carried[],
  lock: IndexLock,
  scratch: string,
  onStep: (step: BringStep) => void = () => {},
): Promise<void> => {
  try {
    await writeDocuments(root, carried, scratch)
    onStep('documents-written')
  } finally {
    // Even where a document cannot be written: the branch has it, and an old index would read as its staged revert.
    await lock.replaceIndex()
    onStep('index-replaced')
  }
}

/** Has Git look at the new files once, so that scripts which compare only times do not think them changed. */
export const refreshIndex = async (root: string, carried: readonly Carried[]): Promise<void> => {
  const files = carried.flatMap(({ change, worktree }) => (worktree ? [change.file] : []))
  // A courtesy: if another Git holds the index it is left out, and the next `git status` does the same.
  if (files.length > 0)
    await git(['add', '--refresh', '--', ...files], { cwd: root, codes: [0, 1, 128] })
}
