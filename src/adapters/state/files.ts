import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isGitDocError } from '../../errors/error.ts'
import { stateUnwritable } from '../../errors/log.ts'
import { type Chunks, replaceFile } from '../files/replace-file.ts'

/**
 * Creates a folder that only its owner can enter; leaves an existing one unchanged. Throws STATE_UNWRITABLE on failure, also
 * if its parent is missing: whoever deletes a repository must not find parts of it again.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 }).catch(async error => {
      const exists = error.code === 'EEXIST' && (await stat(folder)).isDirectory()
      if (!exists) throw error
    })
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
}

/**
 * Creates the state folder of a repository. One outside the common git directory is created with its parents, and has a
 * `.gitignore` of its own. Throws STATE_UNWRITABLE on failure, also if the git directory is gone.
 */
export const makeStateFolder = async (folder: string, commonDirectory: string): Promise<void> => {
  if (dirname(folder) === commonDirectory) return await makeFolder(folder)
  try {
    await stat(commonDirectory)
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw stateUnwritable(folder, error)
  }
  const path = join(folder, '.gitignore')
  await writeFile(path, '*\n', { flag: 'wx', mode: 0o600 }).catch(error => {
    if (error.code !== 'EEXIST') throw stateUnwritable(path, error)
  })
}

/**
 * Replaces a file that only its owner can read. `durable`: it is on disk when the promise resolves. Throws
 * STATE_UNWRITABLE on failure, and then the old file is still there.
 */
export const writeStateFile = (
  path: string,
  text: string,
  options: { readonly durable?: boolean } = {},
): Promise<void> => writeStateChunks(path, [text], options)

/** The same for content in pieces. `written` is called when all of it is in the temporary file. */
export const writeStateChunks = async (
  path: string,
  chunks: Chunks,
  options: { readonly durable?: boolean; written?(): void } = {},
): Promise<void> => {
  try {
    await replaceFile(path, chunks, options)
  } catch (error) {
    throw isGitDocError(error) ? error : stateUnwritable(path, error)
  }
}
