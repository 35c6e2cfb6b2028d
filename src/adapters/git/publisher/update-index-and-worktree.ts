import { isGitDocError } from '../../../errors/error.ts'
import { git } from '../command.ts'
import { type Change, type Copy, isSame } from './change.ts'
import type { Conversion } from './conversion.ts'
import { portions, writeBlob } from './object-store.ts'
import { type Applied, readUserFile, storedCopy, type UserFile } from './user-copies.ts'
import type { IndexEntry, IndexLock } from './user-index.ts'
import { createFile, removeFile, replaceDocument, type Written } from './worktree-file.ts'

/** The index entries that a commit replaces, their blobs stored; one without a mode goes. */
export const nextEntries = async (
  root: string,
  applied: readonly Applied[],
): Promise<readonly IndexEntry[]> =>
  Promise.all(
    goesFirst(applied).flatMap(({ change: { file }, entry, staged: { from, to } }) => {
      if (to === undefined || isSame(to, from)) return []
      return [nextEntry(root, file, entry, to)]
    }),
  )

const nextEntry = async (
  root: string,
  file: string,
  entry: IndexEntry | undefined,
  to: Copy,
): Promise<IndexEntry> => {
  const known = entry ?? { path: file, mode: '', blob: '', ...unmarked }
  if (!to) return { ...known, mode: '0', blob: '0'.repeat(known.blob.length), ...unmarked }
  const blob = to.blob ?? (await writeBlob(root, to.bytes))
  return { ...known, blob, mode: to.mode ?? known.mode }
}

const unmarked = { unmerged: false, skipWorktree: false, assumeUnchanged: false }

/**
 * Puts a change into the file as it is in the working tree at this moment. False where that is the person's own version;
 * a document that is not there (any more) is left at that.
 */
export const writeChange = async (
  root: string,
  change: Change,
  conversion: Conversion | undefined,
  scratch: string,
): Promise<boolean> => {
  for (;;) {
    const now = await readUserFile(root, change.file, conversion)
    const copy = storedCopy(now, change)
    const next = change.next(copy)
    if (next === undefined) return false
    if (isSame(next, copy)) return true
    const written = await put(root, change, now, next, conversion, scratch)
    if (written !== 'changed') return written === 'written'
  }
}

const put = async (
  root: string,
  { file, modes, whole }: Change,
  now: UserFile | undefined,
  next: Copy,
  conversion: Conversion | undefined,
  scratch: string,
): Promise<Written> => {
  if (!next) return now ? removeFile(root, file, now) : 'written'
  const bytes = (await conversion?.smudge(next.bytes)) ?? next.bytes
  const durable = !whole
  if (!now) return createFile(root, file, { bytes, mode: next.mode, durable }, scratch)
  const mode = modes ? next.mode : undefined
  return replaceDocument(root, file, now, { bytes, mode, durable }, scratch)
}

/** Writes the files of a commit that the branch has already: what can no longer be written is left as the person has it. */
export const writeDocuments = async (
  root: string,
  applied: readonly Applied[],
  scratch: string,
): Promise<void> => {
  for (const { change, worktree } of goesFirst(applied))
    if (worktree)
      await writeChange(root, change, worktree.conversion, scratch).catch(error => {
        // A symbolic link took its place in this moment.
        if (!isGitDocError(error)) throw error
      })
}

/** What goes makes room for what comes: a file may take the place of a folder. */
const goesFirst = (applied: readonly Applied[]): readonly Applied[] => {
  const goes = ({ staged }: Applied): number => (staged.to === null ? 1 : 0)
  return [...applied].sort((one, other) => goes(other) - goes(one))
}

/** The steps of updating index and worktree; `onStep` gets each when it is done. */
export type UpdateStep = 'documents-written' | 'index-replaced'

/**
 * Under the lock, after the branch moved: documents first, so that a process that waits for the index finds both. False if somebody
 * removed the lock: then the index is as it was, or as they made it.
 */
export const updateIndexAndWorktree = async (
  root: string,
  applied: readonly Applied[],
  lock: IndexLock,
  scratch: string,
  onStep: (step: UpdateStep) => void = () => {},
): Promise<boolean> => {
  let replaced = false
  try {
    await writeDocuments(root, applied, scratch)
    onStep('documents-written')
  } finally {
    // Even where a document cannot be written: the branch has it, and an old index would read as its staged revert.
    replaced = await lock.replaceIndex()
    if (replaced) onStep('index-replaced')
  }
  return replaced
}

/** Has Git look at the new files once, so that scripts which compare only times do not think them changed. */
export const refreshIndex = async (root: string, applied: readonly Applied[]): Promise<void> => {
  const files = applied.flatMap(({ change, worktree }) => (worktree?.to ? [change.file] : []))
  // A courtesy: if another Git holds the index it is left out, and the next `git status` does the same.
  for (const some of portions(files))
    await git(['add', '--refresh', '--', ...some], { cwd: root, codes: [0, 1, 128] })
}
