import { gitFailed, isGitDocError } from '../../../errors.ts'
import type { DocCommit, DocumentEdit, Obstacle, Publication } from '../../../ports/doc-commits.ts'
import { git } from '../command.ts'
import { whySeparate } from './amend.ts'
import { type BringStep, bringAlong, nextEntries, refreshIndex } from './bring-along.ts'
import { objectOf, readObjects } from './object-store.ts'
import { checkedOut, operationUnderWay, standing, tip, waits } from './obstacle.ts'
import { type Carried, carry, personCopies, sectionObstacle } from './person-copies.ts'
import { type IndexLock, indexState, lockIndex, nextIndex } from './person-index.ts'
import type { Place } from './place.ts'
import { type Journal, journalCopies, removeJournal, writeJournal } from './publish-journal.ts'
import { isPublished, recover } from './recover.ts'
import { readDocument } from './worktree-file.ts'

/**
 * What a publication does, in its order; each is told when it is done. A kill before `ref-moved` leaves nothing but the
 * journal and perhaps the lock, which the next call takes back; a kill after it is finished by the next call.
 */
export type PublishStep =
  | 'surveyed'
  | 'index-prepared'
  | 'journal-written'
  | 'index-locked'
  | 'looked-again'
  | 'ref-moved'
  | BringStep
  | 'journal-removed'

/** What one publication works with. */
export interface PublishTools {
  readonly scratch: string
  onStep(step: PublishStep): void
}

/** Moves the branch to a prepared doc commit and brings the person's index and documents along. */
export const publishDocCommit = async (
  place: Place,
  commit: DocCommit,
  edits: readonly DocumentEdit[],
  tools: PublishTools,
): Promise<Publication> => {
  const { docCommit } = commit
  const journal = await recover(place, tools.scratch, { docCommit, edits })
  if (await isPublished(place, commit, journal?.docCommit === docCommit))
    return { state: 'published' }
  for (let left = 5; left > 0; left--) {
    const publication = await attempt(place, commit, edits, tools)
    if (publication !== 'disturbed') return publication
  }
  return waits(indexLocked('The index or a document changed at every attempt to publish.'))
}

const attempt = async (
  place: Place,
  commit: DocCommit,
  edits: readonly DocumentEdit[],
  { scratch, onStep }: PublishTools,
): Promise<Publication | 'disturbed'> => {
  const { root, gitDirectory } = place
  const survey = await look(place, commit, edits)
  if ('state' in survey) return survey
  const { carried } = survey
  onStep('surveyed')

  const next = await nextIndex(place, await nextEntries(root, carried, commit.documents), scratch)
  onStep('index-prepared')

  await writeJournal(gitDirectory, journalOf(commit, carried, next.sha256), scratch)
  onStep('journal-written')

  const lock = await lockIndex(place, next.path)
  if (lock) onStep('index-locked')
  const outcome = lock
    ? await moveUnderLock(place, commit, survey, lock, { scratch, onStep })
    : waits(indexLocked('Another Git command holds index.lock.'))
  // Not after an error: then the next call finds out how far it went.
  await removeJournal(gitDirectory)
  onStep('journal-removed')
  if (outcome !== 'disturbed' && outcome.state === 'published') await refreshIndex(root, carried)
  return outcome
}

/** The person's copies as they were when the publication was planned. */
interface Survey {
  readonly subject: string
  readonly index: string
  readonly carried: readonly Carried[]
}

/** Reads what the publication concerns, or says why it cannot be. */
const look = async (
  place: Place,
  { docCommit, parent, ref, documents, amends }: DocCommit,
  edits: readonly DocumentEdit[],
): Promise<Survey | Publication> => {
  const now = await standing(place)
  if (now.obstacle) return waits(now.obstacle)
  if (now.ref !== ref) return waits(otherBranch(ref, now.ref))
  if (now.commit !== parent) return { state: 'moved', found: now.commit }
  // Pushed, perhaps, since it was prepared: then it is no longer ours to replace.
  if (amends && (await whySeparate(place, amends, now)))
    return { state: 'moved', found: now.commit }

  // Taken before the index is read: if it is the same under the lock, so is all that was read.
  const index = await indexState(place)
  const person = await personCopies(
    place,
    documents.map(({ file }) => file),
  )
  if (person.obstacle) return waits(person.obstacle)
  const objects = await readObjects(place.root, [
    docCommit,
    ...documents.flatMap(({ before, after }) => [before, after]),
    ...person.copies.map(({ entry }) => entry.blob),
  ])
  // Unreachable objects do not live for ever: it is made anew.
  const object = objects.get(docCommit)
  if (!object) return { state: 'moved', found: now.commit }

  const changes = documents.map(({ file, before, after }) => ({
    file,
    committed: { before: objectOf(objects, before), after: objectOf(objects, after) },
    rewrite: (copy: Uint8Array) => edits.find(edit => edit.file === file)?.rewrite(copy),
  }))
  const carried = carry(changes, person.copies, objects)
  const conflict = sectionObstacle(carried)
  return conflict ? waits(conflict) : { subject: subjectOf(object), index, carried }
}

/**
 * The compare-and-swap. Under the lock no other Git can stage or commit, so nobody sees a branch that has the doc
 * commit with an index or a document that has not: it would read, and be committed, as its revert.
 */
const moveUnderLock = async (
  place: Place,
  commit: DocCommit,
  survey: Survey,
  lock: IndexLock,
  { scratch, onStep }: PublishTools,
): Promise<Publication | 'disturbed'> => {
  try {
    if (!(await isAsSurveyed(place, commit, survey))) return 'disturbed'
    onStep('looked-again')

    const refusal = await moveRef(place, commit, survey.subject)
    if (refusal) return refusal
    onStep('ref-moved')

    // HEAD itself has no lock: a branch that is no longer checked out moves without the person's files.
    if ((await checkedOut(place)) !== commit.ref) return { state: 'published' }
    await bringAlong(place.root, survey.carried, lock, scratch, onStep)
    return { state: 'published' }
  } finally {
    await lock.release()
  }
}

const isAsSurveyed = async (
  place: Place,
  { ref }: DocCommit,
  { index, carried }: Survey,
): Promise<boolean> => {
  const [indexNow, branch, operation, ...files] = await Promise.all([
    indexState(place),
    checkedOut(place),
    operationUnderWay(place),
    ...carried.map(({ change }) => readDocument(place.root, change.file)),
  ])
  return (
    indexNow === index &&
    branch === ref &&
    !operation &&
    carried.every(({ worktree }, at) => {
      const now = files[at]
      return now && worktree ? now.bytes.equals(worktree.from.bytes) : now === worktree
    })
  )
}

/** Moves the branch if it is still at the parent; what it found instead, if not. */
const moveRef = async (
  place: Place,
  { docCommit, parent, ref }: DocCommit,
  subject: string,
): Promise<Publication | undefined> => {
  const args = ['update-ref', '-m', `git-doc: ${subject}`, ref, docCommit, parent]
  const { code, stderr } = await git(args, { cwd: place.root, codes: [0, 1, 128] }).catch(error => {
    // Ctrl+C ends our children too, and this one may have done its work before.
    if (isGitDocError(error)) return { code: 1, stderr: error.message }
    throw error
  })
  const found = code === 0 ? docCommit : await tip(place, ref)
  if (found === docCommit) return undefined
  if (found !== parent) return { state: 'moved', found }
  if (stderr.includes(".lock': File exists"))
    return waits(indexLocked(`Another Git command holds ${ref}.`))
  throw gitFailed(args, stderr.trim())
}

/** The first line of a commit's message. */
const subjectOf = (commit: Buffer): string =>
  /\n\n(.*)/.exec(commit.toString())?.[1] ?? 'doc commit'

const journalOf = (
  { docCommit, parent, ref, documents }: DocCommit,
  carried: readonly Carried[],
  lock: string,
): Journal => ({
  format: 1,
  docCommit,
  parent,
  ref,
  locks: [lock],
  documents: documents.map(({ file, before, after }) => ({
    file,
    before,
    after,
    copies: journalCopies(carried.find(({ change }) => change.file === file)),
  })),
})

const indexLocked = (detail: string): Obstacle => ({ reason: 'index-locked', detail, files: [] })

const otherBranch = (ref: string, now: string): Obstacle => ({
  reason: 'other-branch',
  detail: `The doc commit is for ${ref}; ${now} is checked out.`,
  files: [],
})
