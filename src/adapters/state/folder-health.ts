import { constants } from 'node:fs'
import { access, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isGitDocError } from '../../errors/error.ts'
import { type Finding, sound } from '../../ports/health.ts'
import { makeFolder, makeStateFolder } from './files.ts'

/** What is kept to save work, below the state folder; each can be made again. */
const caches = ['derived', 'jobs', 'jobs/compiled', 'output', 'views'] as const

interface Folders {
  readonly root: string
  readonly commonDirectory: string
  /** The state folder in force. */
  readonly folder: string
}

/** Whether the working tree, the state folder and the folder for temporary files can be written. */
export const folderHealth = async ({ root, folder }: Folders): Promise<readonly Finding[]> => [
  (await isWritable(root))
    ? sound('working tree', `${root} can be written.`)
    : {
        name: 'working tree',
        state: 'warning',
        code: 'WORKING_TREE_READ_ONLY',
        detail: `${root} cannot be written.`,
        hint: 'check, hotspots and status work. What changes or makes files does not.',
      },
  (await isWritable(folder))
    ? sound('state', `${folder} can be written.`)
    : {
        name: 'state',
        state: 'warning',
        code: 'STATE_READ_ONLY',
        detail: `${folder} cannot be written, so no run can be recorded. This look used a folder below ${tmpdir()}.`,
        hint: `What only reads works. For the rest, work in a clone: git clone --shared "${root}" <folder>`,
      },
  (await isWritable(tmpdir()))
    ? sound('temporary files', `${tmpdir()} can be written.`)
    : {
        name: 'temporary files',
        state: 'warning',
        code: 'TEMPORARY_READ_ONLY',
        detail: `${tmpdir()} cannot be written.`,
        hint: 'Set TMPDIR to a folder that can be.',
      },
]

/** Whether a folder can be written, or made where it is not there yet. */
const isWritable = async (folder: string): Promise<boolean> => {
  try {
    if (!(await stat(folder)).isDirectory()) return false
    await access(folder, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return isMissing && dirname(folder) !== folder && isWritable(dirname(folder))
  }
}

/** What is kept below the state folder to save work. */
export const cacheHealth = async ({ folder }: Folders): Promise<readonly Finding[]> => {
  const name = 'caches'
  const found: string[] = []
  for (const cache of caches) {
    const path = join(folder, cache)
    const files = await readdir(path).catch(() => undefined)
    if (!files) continue
    if (!(await isWritable(path)))
      return [
        {
          name,
          state: 'warning',
          code: 'CACHE_READ_ONLY',
          detail: `${path} cannot be written, so what it keeps is worked out again each time.`,
          hint: 'Make it writable, or remove it.',
        },
      ]
    found.push(`${cache} (${files.length})`)
  }
  return [sound(name, found.length > 0 ? `${found.join(', ')}.` : 'None yet.')]
}

/** Makes the state folder and what is kept in it, as far as they are missing and can be made, and returns what was made. */
export const prepareFolders = async ({
  commonDirectory,
  folder,
}: Folders): Promise<readonly string[]> => {
  const made: string[] = []
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    )
  try {
    if (!(await isThere(folder))) {
      await makeStateFolder(folder, commonDirectory)
      made.push(folder)
    }
    for (const path of caches.map(cache => join(folder, cache))) {
      if (await isThere(path)) continue
      await makeFolder(path)
      made.push(path)
    }
    return made
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return made
  }
}

/** Does something with a folder for temporary files, which is gone afterwards. */
export const withTemporaryFolder = async <Result>(
  work: (folder: string) => Promise<Result>,
): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'git-doc-tools-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
