import type { Blocker } from '../../../ports/publisher.ts'
import type { Change, Copy } from './change.ts'
import type { Conversion } from './conversion.ts'
import { objectOf } from './object-store.ts'
import type { GitReader } from './reader.ts'
import type { IndexEntry } from './user-index.ts'
import { readDocument, type WorktreeFile } from './worktree-file.ts'

/** A document as the person has it: its entry in the index, and its file unless a sparse checkout leaves it out. */
export interface UserCopies {
  readonly file: string
  readonly entry: IndexEntry
  readonly worktree: UserFile | undefined
}

/** A document in the working tree; `clean` is what Git would store of it. */
export interface UserFile extends WorktreeFile {
  readonly clean: Buffer
  readonly conversion: Conversion | undefined
}

/** What Git would store of a file in the working tree. */
export const storedCopy = (file: UserFile | undefined, { modes }: Change): Copy =>
  file
    ? {
        bytes: file.clean,
        mode: modes ? (file.stats.mode & 0o100 ? '100755' : '100644') : undefined,
      }
    : null

/** Reads a document as the person has it in the working tree; undefined if it is not there. */
export const readUserFile = async (
  root: string,
  file: string,
  conversion: Conversion | undefined,
): Promise<UserFile | undefined> => {
  const found = await readDocument(root, file)
  return (
    found && { ...found, clean: (await conversion?.clean(found.bytes)) ?? found.bytes, conversion }
  )
}

/** Reads where the person's copies of documents stand; a blocker where one is not there to be changed. */
export const userCopies = async (
  { root, indexEntries, conversions: conversionsOf }: GitReader,
  files: readonly string[],
): Promise<{
  readonly copies: readonly UserCopies[]
  readonly blocker: Blocker | undefined
  readonly conversions: ReadonlyMap<string, Conversion>
}> => {
  const [entries, conversions] = await Promise.all([indexEntries(files), conversionsOf(files)])
  const worktree = await Promise.all(
    files.map(file => readUserFile(root, file, conversions.get(file))),
  )
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
  return { copies, blocker: reason && waitingFor(reason, concerned), conversions }
}

const state = (
  file: string,
  [entry, ...more]: readonly IndexEntry[],
  worktree: UserFile | undefined,
): UserCopies | keyof typeof sentences => {
  if (!entry) return worktree ? 'document-untracked' : 'document-deleted'
  if (entry.unmerged || more.length > 0) return 'document-unmerged'
  if (!worktree && !entry.skipWorktree) return 'document-deleted'
  return { file, entry, worktree }
}

const sentences = {
  'document-unmerged': 'has conflicts. Resolve them',
  'document-untracked': 'was removed from the index. Add it again, or commit the removal',
  'document-deleted': 'was deleted or renamed. Commit that, or bring it back',
  'section-staged': 'has a staged change in a section to be updated. Commit or unstage it',
  'section-edited': 'has an unstaged change in a section to be updated. Commit or stash it',
}

/** The blocker that some documents are, by its reason. */
export const waitingFor = (reason: keyof typeof sentences, files: readonly string[]): Blocker => ({
  reason,
  detail: files.map(file => `${file} ${sentences[reason]}.`).join(' '),
  files,
})

/** A change put into the person's two copies; `to` is undefined where a copy cannot take it. */
export interface Applied {
  readonly change: Change
  readonly entry: IndexEntry | undefined
  readonly staged: { readonly from: Copy; readonly to: Copy | undefined }
  /** Undefined where a sparse checkout leaves the file out; `to` in the form that Git stores. */
  readonly worktree:
    | {
        readonly from: UserFile | undefined
        readonly to: Copy | undefined
        readonly conversion: Conversion | undefined
      }
    | undefined
}

/** Puts changes into the person's copies, in memory; `objects` holds the index's blobs. */
export const applyToCopies = (
  changes: readonly Change[],
  copies: readonly UserCopies[],
  objects: ReadonlyMap<string, Buffer>,
): readonly Applied[] =>
  copies.flatMap(({ file, entry, worktree }) => {
    const change = changes.find(change => change.file === file)
    if (!change) return []
    const staged = { bytes: objectOf(objects, entry.blob), mode: entry.mode }
    return {
      change,
      entry,
      staged: { from: staged, to: change.next(staged) },
      worktree: worktree && {
        from: worktree,
        to: change.next(storedCopy(worktree, change)),
        conversion: worktree.conversion,
      },
    }
  })

/** The blocker that the person's own edits of the same sections are; undefined if there are none. */
export const sectionBlocker = (applied: readonly Applied[]): Blocker | undefined => {
  const inIndex = applied.filter(({ staged }) => !staged.to)
  if (inIndex.length > 0) return waitingFor('section-staged', filesOf(inIndex))
  const inFiles = applied.filter(({ worktree }) => worktree && !worktree.to)
  if (inFiles.length > 0) return waitingFor('section-edited', filesOf(inFiles))
  return undefined
}

const filesOf = (applied: readonly Applied[]): string[] => applied.map(({ change }) => change.file)
