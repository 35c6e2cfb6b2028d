import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { gateFileTooLarge, gateFileUnwritable } from '../../errors/pipelines.ts'
import type { HashedFile } from '../../ports/pipelines.ts'
import { inside } from '../files/inside.ts'
import { replaceFile } from '../files/replace-file.ts'

/** The largest file that a gate reads, in bytes. */
const mostRead = 128 * 1024 * 1024

/** The regular files that globs match, ignored ones too, with the hash of each, in their order. No link leads to another folder. */
export const hashedFiles = async (
  root: string,
  globs: readonly string[],
): Promise<readonly HashedFile[]> => {
  const wanted = globs.filter(glob => !glob.startsWith('!'))
  const isLeftOut = picomatch(
    globs.filter(glob => glob.startsWith('!')).map(glob => glob.slice(1)),
    { dot: true },
  )
  const found = new Set<string>()
  for (const glob of wanted) {
    const { base, isGlob } = picomatch.scan(glob)
    const matches = picomatch(glob, { dot: true })
    for await (const path of walk(root, isGlob ? base : parentOf(glob)))
      if (matches(path) && !isLeftOut(path)) found.add(path)
  }
  const files: HashedFile[] = []
  for (const path of [...found].sort())
    files.push({ path, sha256: await sha256Of(join(root, path)) })
  return files
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  const real = await realInside(root, folder)
  if (real === undefined) return
  const entries = await readdir(real, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isFile()) yield path
    else if (entry.isDirectory() && entry.name !== '.git') yield* walk(root, path)
  }
}

/** Where a path really is; undefined if it is nowhere, or a link on the way leads out of the root. */
const realInside = async (root: string, path: string): Promise<string | undefined> => {
  const [top, real] = await Promise.all([
    realpath(root),
    realpath(join(root, path)).catch(() => undefined),
  ])
  if (real === undefined) return undefined
  return real === top || inside(top, real) !== undefined ? real : undefined
}

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

const fileInside = async (root: string, path: string) => {
  const real = await realInside(root, path)
  const stats = real === undefined ? undefined : await stat(real, { bigint: true })
  return real !== undefined && stats?.isFile() ? { real, stats } : undefined
}

/** The SHA-256 of a regular file inside the root. */
export const hashInside = async (root: string, path: string): Promise<string | undefined> => {
  const found = await fileInside(root, path)
  return found && sha256Of(found.real)
}

/** The text of a regular file inside the root. GATE_FILE_TOO_LARGE. */
export const textInside = async (root: string, path: string): Promise<string | undefined> => {
  const found = await fileInside(root, path)
  if (!found) return undefined
  if (found.stats.size > mostRead) throw gateFileTooLarge(path, mostRead)
  return readFile(found.real, 'utf8')
}

/** The size of a regular file inside the root, and what another writing of it changes. */
export const factsInside = async (root: string, path: string) => {
  const found = await fileInside(root, path)
  if (!found) return undefined
  const { size, mtimeNs, ctimeNs, ino } = found.stats
  return { size: Number(size), written: `${ino} ${mtimeNs} ${ctimeNs}` }
}

/** Writes a file inside the root; no link on the way may lead out of it, and one at its place is replaced. GATE_FILE_UNWRITABLE. */
export const writeInside = async (root: string, path: string, text: string): Promise<void> => {
  try {
    const there = await existing(root, parentOf(path))
    if ((await realInside(root, there)) === undefined)
      throw gateFileUnwritable(path, 'it would be outside of the repository')
    await mkdir(join(root, parentOf(path)), { recursive: true })
    await replaceFile(join(root, path), [text], { mode: 0o666 & ~process.umask() })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw gateFileUnwritable(path, `the system says ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** The folder itself, or the nearest one above it that is there; a link counts as there, wherever it leads. */
const existing = async (root: string, folder: string): Promise<string> => {
  if (folder === '') return folder
  const found = await lstat(join(root, folder)).catch(() => undefined)
  return found ? folder : existing(root, parentOf(folder))
}
