import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/**
 * How to create a file: `like` copies the mode and, if permitted, the owner of another file; `durable` means on disk
 * when it is closed.
 */
export interface NewFile {
  readonly mode?: number
  readonly like?: Pick<Stats, 'mode' | 'uid' | 'gid'> | undefined
  readonly durable?: boolean | undefined
}

/** Writes a new file. Throws EEXIST if it exists; does not follow a symbolic link. */
export const writeNewFile = async (
  path: string,
  chunks: Chunks,
  { mode = 0o600, like, durable }: NewFile = {},
): Promise<void> => {
  const file = await open(path, 'wx', like ? like.mode & 0o777 : mode)
  try {
    for await (const chunk of chunks) await file.writeFile(chunk)
    if (like) {
      const { uid, gid } = await file.stat()
      if (uid !== like.uid || gid !== like.gid) await file.chown(like.uid, like.gid).catch(() => {})
    }
    // The umask may have removed some bits.
    await file.chmod(like ? like.mode & 0o7777 : mode)
    if (durable) await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Writes a file completely or not at all: a reader sees the old content or the new, and a failure leaves nothing
 * behind. `written` is called when all of it is in the temporary file; if it returns false, the old file stays.
 */
export const replaceFile = async (
  path: string,
  chunks: Chunks,
  options: NewFile & {
    /** Another place on the same file system for the temporary file. */
    readonly temporary?: string
    written?(): unknown
  } = {},
): Promise<boolean> => {
  const temporary = options.temporary ?? `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    if (options.temporary) await rm(options.temporary, { force: true })
    await writeNewFile(temporary, chunks, options)
    if ((await options.written?.()) === false) return false
    await renameOver(temporary, path)
    if (options.durable) await syncFolder(dirname(path))
    return true
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** Replaces a person's file. It keeps its mode, and a symbolic link stays a link. */
export const replaceUserFile = async (path: string, text: string): Promise<void> => {
  const target = await realpath(path).catch(() => path)
  const like = await stat(target).catch(() => undefined)
  await replaceFile(target, [text], { mode: 0o666 & ~process.umask(), like, durable: true })
}

/** Windows refuses to replace a file that someone is reading at that moment. */
const renameOver = async (from: string, to: string): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await rename(from, to)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (process.platform !== 'win32' || tries === 10 || code === 'ENOSPC') throw error
      await pause(10 * tries)
    }
  }
}

/** Makes a rename durable. Some systems do not support that for folders, and keep it anyway. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
