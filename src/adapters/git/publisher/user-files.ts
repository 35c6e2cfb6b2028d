import { lstat, readdir } from 'node:fs/promises'
import { join, posix, relative } from 'node:path'
import type { FileChange, FileVersion } from '../../../events/file-change.ts'
import type { Blocker } from '../../../ports/publisher.ts'
import { type Copy, fileChange } from './change.ts'
import { objectOf } from './object-store.ts'
import type { GitReader } from './reader.ts'
import { type Applied, readUserFile, storedCopy } from './user-copies.ts'
import type { IndexEntry } from './user-index.ts'

/**
 * Whole files put into the person's copies; a blocker where a copy is their own, or something of theirs is in the way.
 * `notStored` has the content of blobs that Git does not have yet.
 */
export const applyToFiles = async (
  reader: GitReader,
  files: readonly FileChange[],
  notStored: ReadonlyMap<string, Buffer> = new Map(),
): Promise<{ readonly applied: readonly Applied[]; readonly blocker: Blocker | undefined }> => {
  if (files.length === 0) return { applied: [], blocker: undefined }
  const { root } = reader
  const paths = files.map(({ file }) => file)
  const [around, conversions, modes] = await Promise.all([
    reader.indexAround(paths),
    reader.fileConversions(paths),
    reader.trustsModes(),
  ])
  const entries = new Map(around.map(entry => [entry.path, entry]))
  const unmerged = paths.filter(file => entries.get(file)?.unmerged)
  if (unmerged.length > 0) return { applied: [], blocker: waiting('file-unmerged', unmerged) }

  const stored = await reader.readAll([
    ...files.flatMap(({ before, after }) => [before, after].flatMap(idOf)),
    ...paths.flatMap(file => entries.get(file) ?? []).map(({ blob }) => blob),
  ])
  const objects = new Map([...stored, ...notStored])
  const applied = await Promise.all(
    files.map(async ({ file, before, after }): Promise<Applied> => {
      const change = fileChange(file, copyOf(objects, before), copyOf(objects, after), modes)
      const entry = entries.get(file)
      const staged = copyOf(objects, entry ?? null)
      const conversion = conversions.get(file)
      const from = await readUserFile(root, file, conversion)
      const leftOut = !from && entry?.skipWorktree
      return {
        change,
        entry,
        staged: { from: staged, to: change.next(staged) },
        worktree: leftOut
          ? undefined
          : { from, to: change.next(storedCopy(from, change)), conversion },
      }
    }),
  )
  const removed = new Set(files.filter(({ after }) => !after).map(({ file }) => file))
  const blocker =
    ownVersion(applied) ??
    inTheIndex(files, around, removed) ??
    (await inTheWorktree(root, applied, removed))
  return { applied, blocker }
}

const idOf = (version: FileVersion): string[] => (version ? [version.blob] : [])

const copyOf = (
  objects: ReadonlyMap<string, Buffer>,
  version: { readonly blob: string; readonly mode: string } | null,
): Copy =>
  version && { bytes: objectOf(objects, version.blob), mode: version.mode, blob: version.blob }

const foldersAbove = (file: string): string[] => {
  const folder = posix.dirname(file)
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)]
}

/** The copies that are neither as HEAD has them nor as the commit will. */
const ownVersion = (applied: readonly Applied[]): Blocker | undefined => {
  const filesOf = (these: readonly Applied[]) => these.map(({ change }) => change.file)
  const staged = applied.filter(({ staged }) => staged.to === undefined)
  if (staged.length > 0) return waiting('file-staged', filesOf(staged))
  const own = applied.filter(({ worktree }) => worktree && worktree.to === undefined)
  const untracked = own.filter(({ entry }) => !entry)
  if (untracked.length > 0) return waiting('file-untracked', filesOf(untracked))
  return own.length > 0 ? waiting('file-edited', filesOf(own)) : undefined
}

/** Something staged that has the name of a folder the commit needs, or lies in a folder where it needs a file. */
const inTheIndex = (
  files: readonly FileChange[],
  around: readonly IndexEntry[],
  removed: ReadonlySet<string>,
): Blocker | undefined => {
  const comes = files.filter(({ after }) => after).map(({ file }) => file)
  const other = around.find(
    ({ path }) =>
      !removed.has(path) &&
      comes.some(file => file.startsWith(`${path}/`) || path.startsWith(`${file}/`)),
  )
  return other && waiting('file-staged', [other.path])
}

/** The same in the working tree, where only what the commit removes may give room. */
const inTheWorktree = async (
  root: string,
  applied: readonly Applied[],
  removed: ReadonlySet<string>,
): Promise<Blocker | undefined> => {
  const comes = applied.flatMap(({ change, worktree }) =>
    worktree?.to && !worktree.from ? [change.file] : [],
  )
  const folders = new Set(comes.flatMap(foldersAbove))
  for (const name of [...comes, ...folders]) {
    const stats = await lstat(join(root, name)).catch(() => undefined)
    if (!stats || removed.has(name)) continue
    if (stats.isDirectory() && (folders.has(name) || (await holdsOnly(root, name, removed))))
      continue
    return waiting('file-untracked', [name])
  }
  return undefined
}

const holdsOnly = async (
  root: string,
  folder: string,
  removed: ReadonlySet<string>,
): Promise<boolean> => {
  const found = await readdir(join(root, folder), { withFileTypes: true, recursive: true })
  return found.every(
    entry => entry.isDirectory() || removed.has(relative(root, join(entry.parentPath, entry.name))),
  )
}

const sentences = {
  'file-unmerged': 'has conflicts. Resolve them',
  'file-staged': 'has a staged change. Commit or unstage it',
  'file-edited': 'has an unstaged change. Commit or stash it',
  'file-untracked': 'is in the way and not in Git. Move it away, or commit it',
}

const waiting = (reason: keyof typeof sentences, files: readonly string[]): Blocker => ({
  reason,
  detail: files.map(file => `${file} ${sentences[reason]}.`).join(' '),
  files,
})
