import type {
  Blocker,
  DocumentEdit,
  PreparedCommit,
  Publication,
} from '../../../ports/publisher.ts'
import { whySeparate } from './amend.ts'
import { documentChange } from './change.ts'
import { commitInProgress, commitsEnded } from './commit-in-progress.ts'
import { objectOf } from './object-store.ts'
import { branchOfHead, indexLocked, operationInProgress, preflight, waits } from './preflight.ts'
import { type Journal, journalCopies, removeJournal, writeJournal } from './publish-journal.ts'
import type { GitReader } from './reader.ts'
import { isPublished, recover } from './recover.ts'
import { openRefUpdate, type RefUpdate } from './ref-update.ts'
import {
  nextEntries,
  refreshIndex,
  type UpdateStep,
  updateIndexAndWorktree,
} from './update-index-and-worktree.ts'
import { type Applied, applyToCopies, sectionBlocker, userCopies } from './user-copies.ts'
import { applyToFiles } from './user-files.ts'
import { type IndexLock, indexState, lockIndex, type NextIndex, nextIndex } from './user-index.ts'
import { readDocument } from './worktree-file.ts'

/**
 * The steps of a publication in order; `onStep` gets each when it is done. A kill before `ref-moved` leaves nothing but the
 * journal and perhaps the lock, which the next call takes back; a kill after it is finished by the next call.
 */
export type PublishStep =
  | 'surveyed'
  | 'index-prepared'
  | 'journal-written'
  | 'index-locked'
  | 'looked-again'
  | 'ref-moved'
  | UpdateStep
  | 'journal-removed'

/** What one publication works with. */
export interface PublishTools {
  readonly scratch: string
  onStep(step: PublishStep): void
}

/** Moves the branch to a prepared commit and updates the person's index and files. */
export const publishCommit = async (
  reader: GitReader,
  commit: PreparedCommit,
  edits: readonly DocumentEdit[],
  tools: PublishTools,
): Promise<Publication> => {
  const { id } = commit
  const found = await recover(reader, tools.scratch, { id, edits })
  const again = found?.journal.docCommit === id
  if (await isPublished(reader, commit, again)) return { state: 'published' }
  // Its journal is what brings the index to the commit before.
  if (found && !found.finished && !again)
    return waits(indexLocked('Another Git command holds index.lock, and the last commit needs it.'))
  for (let left = 5; left > 0; left--) {
    const publication = await attempt(reader, commit, edits, tools)
    if (publication === 'unfinished') {
      await recover(reader, tools.scratch, { id, edits })
      return { state: 'published' }
    }
    if (publication !== 'disturbed') return publication
  }
  return waits(indexLocked('The index or a document changed at every attempt to publish.'))
}

/**
 * `disturbed`: nothing was published, because the person changed something. `unfinished`: the branch moved, and then the lock of
 * the index was gone; the journal has what is to be done.
 */
type Attempt = Publication | 'disturbed' | 'unfinished'

const attempt = async (
  reader: GitReader,
  commit: PreparedCommit,
  edits: readonly DocumentEdit[],
  { scratch, onStep }: PublishTools,
): Promise<Attempt> => {
  const { root, gitDirectory } = reader
  if (!(await commitsEnded(root)))
    return waits(
      indexLocked(
        'A commit is being made here, and would fail if its branch moved. When it has ended, "git-doc update" goes on.',
      ),
    )
  const survey = await look(reader, commit, edits)
  if ('state' in survey) return survey
  const { applied } = survey
  onStep('surveyed')

  // It starts beside the other steps, and moves nothing before it is told to.
  const update = openRefUpdate(reader, commit, survey.subject)
  try {
    const entries = await nextEntries(root, applied)
    const next = await nextIndex(reader, entries, scratch)
    onStep('index-prepared')

    await writeJournal(gitDirectory, journalOf(commit, applied, next.sha256), scratch)
    onStep('journal-written')

    await update.ready
    const outcome = await lockAndMove(reader, commit, survey, next, update, { scratch, onStep })
    if (outcome === 'unfinished') return outcome
    // Not after an error: then the next call finds out how far it went.
    await removeJournal(gitDirectory)
    onStep('journal-removed')
    if (outcome !== 'disturbed' && outcome.state === 'published') await refreshIndex(root, applied)
    return outcome
  } finally {
    await update.close()
  }
}

const lockAndMove = async (
  reader: GitReader,
  commit: PreparedCommit,
  survey: Survey,
  next: NextIndex,
  update: RefUpdate,
  tools: PublishTools,
): Promise<Attempt> => {
  const lock = await lockIndex(reader, next)
  if (!lock) return waits(indexLocked('Another Git command holds index.lock.'))
  tools.onStep('index-locked')
  return moveUnderLock(reader, commit, survey, lock, update, tools)
}

/** The person's copies as they were when the publication was planned. */
interface Survey {
  readonly subject: string
  readonly index: string
  readonly applied: readonly Applied[]
}

/** Reads what the publication concerns, or says why it cannot be. */
const look = async (
  reader: GitReader,
  { id, parent, ref, documents, files, amends }: PreparedCommit,
  edits: readonly DocumentEdit[],
): Promise<Survey | Publication> => {
  const now = await preflight(reader)
  if (now.blocker) return waits(now.blocker)
  if (now.ref !== ref) return waits(otherBranch(ref, now.ref))
  if (now.commit !== parent) return { state: 'moved', found: now.commit }
  // Pushed, perhaps, since it was prepared: then it is no longer ours to replace.
  if (amends && (await whySeparate(reader, amends, now)))
    return { state: 'moved', found: now.commit }

  // Taken before the index is read: if it is the same under the lock, so is all that was read.
  const index = indexState(reader)
  const person = await userCopies(
    reader,
    documents.map(({ file }) => file),
  )
  if (person.blocker) return waits(person.blocker)
  const objects = await reader.readAll([
    id,
    ...documents.flatMap(({ before, after }) => [before, after]),
    ...person.copies.map(({ entry }) => entry.blob),
  ])
  // Unreachable objects do not live for ever: it is made anew.
  const object = objects.get(id)
  if (!object) return { state: 'moved', found: now.commit }

  const changes = documents.map(({ file, before, after }) =>
    documentChange(
      file,
      {
        before: objectOf(objects, before),
        after: { bytes: objectOf(objects, after), blob: after },
      },
      copy => edits.find(edit => edit.file === file)?.rewrite(copy),
    ),
  )
  const written = applyToCopies(changes, person.copies, objects)
  const whole = await applyToFiles(reader, files)
  const conflict = sectionBlocker(written) ?? whole.blocker
  if (conflict) return waits(conflict)
  return { subject: subjectOf(object), index, applied: [...written, ...whole.applied] }
}

/**
 * The compare-and-swap. Under the lock no other Git can stage or commit, so nobody sees a branch that has the doc
 * commit with an index or a document that has not: it would read, and be committed, as its revert.
 */
const moveUnderLock = async (
  reader: GitReader,
  commit: PreparedCommit,
  survey: Survey,
  lock: IndexLock,
  update: RefUpdate,
  { scratch, onStep }: PublishTools,
): Promise<Attempt> => {
  try {
    if (!(await isAsSurveyed(reader, commit, survey))) return 'disturbed'
    onStep('looked-again')
    if (!(await lock.isHeld())) return 'disturbed'

    const refusal = await update.move()
    if (refusal) return refusal
    onStep('ref-moved')

    // HEAD itself has no lock: a branch that is no longer checked out moves without the person's files.
    if ((await branchOfHead(reader)) !== commit.ref) return { state: 'published' }
    const { applied } = survey
    const updated = await updateIndexAndWorktree(reader.root, applied, lock, scratch, onStep)
    return updated ? { state: 'published' } : 'unfinished'
  } finally {
    await lock.release()
  }
}

const isAsSurveyed = async (
  reader: GitReader,
  { ref }: PreparedCommit,
  { index, applied }: Survey,
): Promise<boolean> => {
  const [branch, operation, ...files] = await Promise.all([
    branchOfHead(reader),
    operationInProgress(reader),
    ...applied.map(({ change }) => readDocument(reader.root, change.file)),
  ])
  return (
    indexState(reader) === index &&
    branch === ref &&
    !operation &&
    !commitInProgress(reader.root) &&
    applied.every(({ worktree }, at) => {
      const now = files[at]
      const before = worktree?.from
      return now && before ? now.bytes.equals(before.bytes) : now === before
    })
  )
}

/** The first line of a commit's message. */
const subjectOf = (commit: Buffer): string => /\n\n(.*)/.exec(commit.toString())?.[1] ?? 'commit'

const journalOf = (
  { id, parent, ref, documents, files }: PreparedCommit,
  applied: readonly Applied[],
  lock: string,
): Journal => ({
  format: 1,
  docCommit: id,
  parent,
  ref,
  locks: [lock],
  documents: documents.map(({ file, before, after }) => ({
    file,
    before,
    after,
    copies: journalCopies(applied.find(({ change }) => change.file === file)),
  })),
  files: [...files],
})

const otherBranch = (ref: string, now: string): Blocker => ({
  reason: 'other-branch',
  detail: `The commit is for ${ref}; ${now} is checked out.`,
  files: [],
})
