import { constants, type Stats } from 'node:fs'
import { copyFile, link, lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { documentOutside } from '../../../errors/documents.ts'
import { replaceFile, writeNewFile } from '../../files/replace-file.ts'

/** A document as it is in the working tree. */
export interface WorktreeFile {
  readonly path: string
  readonly bytes: Buffer
  readonly stats: Stats
}

/** A document's path in the working tree. DOCUMENT_OUTSIDE if it names a paths that Git would keep no file of ours in. */
export const documentPath = (root: string, file: string): string => {
  const path = resolve(root, file)
  const inside = relative(root, path)
  if (
    isAbsolute(file) ||
    isAbsolute(inside) ||
    /^$|^\.\.(?:[\\/]|$)|(?:^|[\\/])\.git(?:[\\/]|$)/i.test(inside)
  )
    throw documentOutside(file)
  return path
}

/** A document as it is in the working tree, undefined if it is not there. DOCUMENT_OUTSIDE if a symbolic link is on the way. */
export const readDocument = async (
  root: string,
  file: string,
): Promise<WorktreeFile | undefined> => {
  const path = documentPath(root, file)
  const names = relative(root, path).split(sep)
  for (const depth of names.slice(1).keys()) {
    const stats = await lstatOrNothing(join(root, ...names.slice(0, depth + 1)))
    if (stats?.isSymbolicLink()) throw documentOutside(file)
    if (!stats?.isDirectory()) return undefined
  }
  const stats = await lstatOrNothing(path)
  if (stats?.isSymbolicLink()) throw documentOutside(file)
  if (!stats?.isFile()) return undefined
  const bytes = await readFile(path)
  return { path, bytes, stats }
}

/** What a file in the working tree gets; without a mode it keeps its own. */
export interface NewContent {
  readonly bytes: Uint8Array
  /** As in a tree. */
  readonly mode: string | undefined
  /** On disk before anything goes on; of many files each time would count, and Git does not do it either. */
  readonly durable: boolean
}

/** `changed` if the file is no longer as it was read; `blocked` if something that is no file stands there. */
export type Written = 'written' | 'changed' | 'blocked'

/**
 * Replaces a file whole; it keeps its permissions but for the executable bit and, where we may, its owner. The temporary file
 * is made in `scratch`, out of the person's sight, if that is on the same file system.
 */
export const replaceDocument = async (
  root: string,
  file: string,
  { path, stats, bytes }: WorktreeFile,
  next: NewContent,
  scratch: string,
): Promise<Written> => {
  const replaceBy = (temporary: string): Promise<boolean> =>
    replaceFile(path, [next.bytes], {
      temporary,
      like: { uid: stats.uid, gid: stats.gid, mode: withMode(stats.mode, next.mode) },
      durable: next.durable,
      written: async () => (await readDocument(root, file))?.bytes.equals(bytes) ?? false,
    })
  return (await besideOrIn(scratch, path, replaceBy)) ? 'written' : 'changed'
}

/** Makes a file that is not there, and the folders on its way. */
export const createFile = async (
  root: string,
  file: string,
  { bytes, mode, durable }: NewContent,
  scratch: string,
): Promise<Written> => {
  const path = documentPath(root, file)
  // None is made behind a symbolic link.
  await readDocument(root, file)
  const made = await mkdir(dirname(path), { recursive: true }).then(
    () => true,
    error => (isInTheWay(error) ? false : Promise.reject(error)),
  )
  if (!made) return 'blocked'
  const createBy = async (temporary: string): Promise<boolean> => {
    try {
      await rm(temporary, { force: true })
      const permissions = withMode(0o666, mode) & ~process.umask()
      await writeNewFile(temporary, [bytes], { mode: permissions, durable })
      await linkNew(temporary, path)
      return true
    } catch (error) {
      if (isInTheWay(error)) return false
      throw error
    } finally {
      await rm(temporary, { force: true })
    }
  }
  if (await besideOrIn(scratch, path, createBy)) return 'written'
  return (await readDocument(root, file)) ? 'changed' : 'blocked'
}

/** Removes a file and the folders that are empty then. */
export const removeFile = async (
  root: string,
  file: string,
  { path, bytes }: WorktreeFile,
): Promise<Written> => {
  if (!(await readDocument(root, file))?.bytes.equals(bytes)) return 'changed'
  await rm(path)
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    const empty = await rmdir(folder).then(
      () => true,
      () => false,
    )
    if (!empty) break
  }
  return 'written'
}

const isInTheWay = (error: unknown): boolean =>
  ['EEXIST', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

const linkNew = (temporary: string, path: string): Promise<void> =>
  link(temporary, path).catch(error => {
    if (error.code === 'EEXIST' || error.code === 'EXDEV') throw error
    // A file system without hard links.
    return copyFile(temporary, path, constants.COPYFILE_EXCL)
  })

const besideOrIn = (
  scratch: string,
  path: string,
  write: (temporary: string) => Promise<boolean>,
): Promise<boolean> => {
  const name = `${basename(path)}.git-doc`
  return write(join(scratch, name)).catch(error => {
    if (error.code !== 'EXDEV') throw error
    return write(join(dirname(path), `.${name}`))
  })
}

/** Permissions with the executable bit as a tree has it: for those who may read. */
const withMode = (permissions: number, mode: string | undefined): number => {
  if (mode === undefined) return permissions
  return mode === '100755' ? permissions | ((permissions & 0o444) >> 2) : permissions & ~0o111
}

const lstatOrNothing = (path: string): Promise<Stats | undefined> =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
