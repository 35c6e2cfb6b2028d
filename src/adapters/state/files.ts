import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isGitDocError, stateUnwritable } from '../../errors.ts'

/** Makes a folder only its owner can enter, with those above it; one that is there is left as it is. STATE_UNWRITABLE if it cannot be. */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
}

/**
 * Writes a file only its owner can read, whole or not at all: a reader sees the old text or the new one.
 * `durable`: on disk when the promise resolves. STATE_UNWRITABLE if it cannot be; nothing is left behind then.
 */
export const writeStateFile = (
  path: string,
  text: string,
  options: { readonly durable?: boolean } = {},
): Promise<void> => writeStateChunks(path, [text], options)

/** The same for what comes piece by piece; `written` hears when all of it is in the temporary file. */
export const writeStateChunks = async (
  path: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string>,
  options: { readonly durable?: boolean; written?(): void } = {},
): Promise<void> => {
  const temporary = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      for await (const chunk of chunks) await file.writeFile(chunk)
      if (options.durable) await file.sync()
    } finally {
      await file.close()
    }
    options.written?.()
    await renameOver(temporary, path)
    if (options.durable) await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw isGitDocError(error) ? error : stateUnwritable(path, error)
  }
}

/** Windows refuses to replace a file that someone is reading at this moment. */
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

/** Makes a rename last; some systems know no such thing for folders, and keep it anyway. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
