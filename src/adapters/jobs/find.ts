import { readdir, realpath, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import { jobInvalid } from '../../errors/jobs.ts'
import type { BrokenJobFile, JobFile } from '../../ports/jobs.ts'
import { inside } from '../files/inside.ts'
import { readClosure } from './closure.ts'
import { type Imports, unkept } from './kept-imports.ts'

/** Every file in these folders that may define a job, sorted by path. `root` is a real path. */
export const findJobs = async (
  root: string,
  folders: readonly string[],
  imports: Imports = unkept,
): Promise<readonly (JobFile | BrokenJobFile)[]> => {
  const places = new Map<string, Place>()
  for (const folder of folders) await walk(root, posix.normalize(folder), places, new Set())
  const paths = [...places.keys()].sort()
  const found: (JobFile | BrokenJobFile)[] = []
  for (const path of paths) found.push(await readJob(root, path, places.get(path), imports))
  return found
}

/** The real path of a file from the root, or why it cannot be read. */
type Place = string | GitDocError

const readJob = async (
  root: string,
  path: string,
  place: Place | undefined,
  imports: Imports,
): Promise<JobFile | BrokenJobFile> => {
  try {
    if (typeof place !== 'string') throw place
    return await readClosure(root, path, place, imports)
  } catch (error) {
    if (isGitDocError(error)) return { path, error }
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { path, error: jobInvalid(path, `it cannot be read (${code}).`, undefined, error) }
  }
}

/** `above` are the real paths of the folders that lead here: a link to one of them would have no end. */
const walk = async (
  root: string,
  path: string,
  places: Map<string, Place>,
  above: ReadonlySet<string>,
): Promise<void> => {
  const target = await realpath(join(root, path)).catch(() => undefined)
  if (target === undefined) return
  const real = target === root ? '' : inside(root, target)
  const found = await stat(target)
  const isFile = found.isFile() && isJob(path)
  if (real === undefined) {
    if (isFile || found.isDirectory()) places.set(path, outside(path))
    return
  }
  if (isFile) places.set(path, real)
  if (!found.isDirectory() || above.has(target)) return
  const within = new Set([...above, target])
  for (const name of (await readdir(target)).sort())
    if (isLookedAt(name)) await walk(root, posix.join(path, name), places, within)
}

const outside = (path: string) =>
  jobInvalid(path, 'it leads out of the repository.', 'Keep jobs inside the repository.')

const isLookedAt = (name: string): boolean => !/^[._]/.test(name) && name !== 'node_modules'

/** Tests and declarations lie beside what they are about. */
const isJob = (path: string): boolean =>
  /\.m?[jt]s$/.test(path) &&
  !/\.(?:d|test)\.m?[jt]s$/.test(path) &&
  isLookedAt(posix.basename(path))
