import type { Obstacle } from '../../../ports/doc-commits.ts'
import { objectOf } from './object-store.ts'
import { type IndexEntry, indexEntries } from './person-index.ts'
import type { Place } from './place.ts'
import { readDocument, type WorktreeFile } from './worktree-file.ts'

/** A document as the person has it: its entry in the index, and its file unless a sparse checkout leaves it out. */
export interface PersonCopies {
  readonly file: string
  readonly entry: IndexEntry
  readonly worktree: WorktreeFile | undefined
}

/** Reads where the person's copies of documents stand; an obstacle where one is not there to be changed. */
export const personCopies = async (
  { root }: Place,
  files: readonly string[],
): Promise<{
  readonly copies: readonly PersonCopies[]
  readonly obstacle: Obstacle | undefined
}> => {
  const [entries, worktree] = await Promise.all([
    indexEntries(root, files),
    Promise.all(files.map(file => readDocument(root, file))),
  ])
  const states = files.map((file, place) =>
    state(
      file,
      entries.filter(({ path }) => path === file),
      worktree[place],
    ),
  )
  const copies = states.filter(found => typeof found !== 'string')
  const reason = states.find(found => typeof found === 'string')
  const concerned = files.filter((_, place) => states[place] === reason)
  return { copies, obstacle: reason && waitingFor(reason, concerned) }
}

const state = (
  file: string,
  [entry, ...more]: readonly IndexEntry[],
  worktree: WorktreeFile | undefined,
): PersonCopies | keyof typeof sentences => {
  if (!entry) return worktree ? 'document-untracked' : 'document-deleted'
  if (entry.unmerged || more.length > 0) return 'document-unmerged'
  if (!worktree && !entry.skipWorktree) return 'document-deleted'
  return { file, entry, worktree }
}

const sentences = {
  'document-unmerged': 'has conflicts that are not resolved',
  'document-untracked': 'was taken out of the index',
  'document-deleted': 'was deleted or renamed, and that is not committed',
  'section-staged': 'has a staged change in a section that is to be updated',
  'section-edited': 'has an unstaged change in a section that is to be updated',
}

/** The obstacle that some documents are, by its reason. */
export const waitingFor = (reason: keyof typeof sentences, files: readonly string[]): Obstacle => ({
  reason,
  detail: files.map(file => `${file} ${sentences[reason]}.`).join(' '),
  files,
})

/** How new sections get into any copy of a document, and what the doc commit makes of HEAD's copy where there is one. */
export interface Change {
  readonly file: string
  readonly committed: { readonly before: Buffer; readonly after: Buffer } | undefined
  rewrite(copy: Uint8Array): { readonly bytes: Uint8Array } | undefined
}

/** A document's change put into the person's two copies; `to` is undefined where a copy cannot take it. */
export interface Carried {
  readonly change: Change
  readonly entry: IndexEntry
  readonly staged: { readonly from: Buffer; readonly to: Buffer | undefined }
  readonly worktree: { readonly from: WorktreeFile; readonly to: Buffer | undefined } | undefined
}

/** Puts changes into the person's copies, in memory; `objects` holds the index's blobs. */
export const carry = (
  changes: readonly Change[],
  copies: readonly PersonCopies[],
  objects: ReadonlyMap<string, Buffer>,
): readonly Carried[] =>
  copies.flatMap(({ file, entry, worktree }) => {
    const change = changes.find(change => change.file === file)
    if (!change) return []
    const staged = objectOf(objects, entry.blob)
    return {
      change,
      entry,
      staged: { from: staged, to: carryInto(staged, change) },
      worktree: worktree && { from: worktree, to: carryInto(worktree.bytes, change) },
    }
  })

/** A copy with the new sections in it; undefined where its version of one of them is the person's own. */
export const carryInto = (copy: Buffer, { committed, rewrite }: Change): Buffer | undefined => {
  if (committed?.before.equals(copy)) return committed.after
  if (committed && sameText(committed.after, copy)) return copy
  const rewritten = rewrite(copy)
  return rewritten && Buffer.from(rewritten.bytes)
}

/** The person's own edits of the very sections, as an obstacle. */
export const sectionObstacle = (carried: readonly Carried[]): Obstacle | undefined => {
  const inIndex = carried.filter(({ staged }) => !staged.to)
  if (inIndex.length > 0) return waitingFor('section-staged', filesOf(inIndex))
  const inFiles = carried.filter(({ worktree }) => worktree && !worktree.to)
  if (inFiles.length > 0) return waitingFor('section-edited', filesOf(inFiles))
  return undefined
}

const filesOf = (carried: readonly Carried[]): string[] => carried.map(({ change }) => change.file)

/** Whether two copies differ at most in their line endings. */
const sameText = (one: Buffer, other: Buffer): boolean => withLf(one) === withLf(other)

const withLf = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\r\n', '\n')
