import type { Stats } from 'node:fs'
import { lstat, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { documentOutside } from '../../../errors.ts'

/** A document as it is in the working tree. */
export interface WorktreeFile {
  readonly path: string
  readonly bytes: Buffer
  readonly stats: Stats
}

/** A document's path in the working tree. DOCUMENT_OUTSIDE if it names a place that Git would keep no file of ours in. */
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

/**
 * Replaces a document by temporary file, fsync and rename; it keeps its mode and, where we may, its owner. False, and
 * nothing done, if it is no longer as it was read. The temporary file is made in `scratch`, out of the person's sight,
 * if that is on the same file system.
 */
export const replaceDocument = async (
  root: string,
  file: string,
  { path, stats, bytes }: WorktreeFile,
  next: Uint8Array,
  scratch: string,
): Promise<boolean> => {
  const replaceBy = async (temporary: string): Promise<boolean> => {
    try {
      await writeDurably(temporary, next, stats)
      const now = await readDocument(root, file)
      if (!now?.bytes.equals(bytes)) return false
      await rename(temporary, path)
      return true
    } finally {
      await rm(temporary, { force: true })
    }
  }
  const name = `${basename(path)}.git-doc`
  return replaceBy(join(scratch, name)).catch(error => {
    if (error.code !== 'EXDEV') throw error
    return replaceBy(join(dirname(path), `.${name}`))
  })
}

/** Writes a file and has the disk keep it before it gets the name others read it by. */
export const writeDurably = async (
  path: string,
  bytes: Uint8Array | string,
  like?: Stats,
): Promise<void> => {
  await rm(path, { force: true })
  // Exclusively: a name that someone made a symbolic link meanwhile is not followed.
  const handle = await open(path, 'wx', like ? like.mode & 0o777 : 0o600)
  try {
    await handle.writeFile(bytes)
    if (like) {
      const own = await handle.stat()
      if (own.uid !== like.uid || own.gid !== like.gid)
        await handle.chown(like.uid, like.gid).catch(() => {})
      await handle.chmod(like.mode & 0o7777)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const lstatOrNothing = (path: string): Promise<Stats | undefined> =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
