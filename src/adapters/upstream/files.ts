import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import picomatch from 'picomatch'
import type { KeptFile } from '../../ports/upstream.ts'
import { inside } from '../files/inside.ts'

/** The paths of the regular files that globs match, ignored ones too, in their order. No link leads to another folder. */
export const matchingFiles = async (
  root: string,
  globs: readonly string[],
): Promise<readonly string[]> => {
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
  return [...found].sort()
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  const [top, real] = await Promise.all([
    realpath(root),
    realpath(join(root, folder)).catch(() => undefined),
  ])
  // A link on the way may lead out of the repository.
  if (real === undefined || (real !== top && inside(top, real) === undefined)) return
  const entries = await readdir(real, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isFile()) yield path
    else if (entry.isDirectory() && entry.name !== '.git') yield* walk(root, path)
  }
}

/** The SHA-256 of a file's bytes. */
export const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

export const hashedFiles = async (
  root: string,
  globs: readonly string[],
): Promise<readonly KeptFile[]> => {
  const files: KeptFile[] = []
  for (const path of await matchingFiles(root, globs))
    files.push({ path, sha256: await hashOf(join(root, path)) })
  return files
}

/** A file's bytes; undefined if it is not there. */
export const bytesOf = (root: string, path: string): Promise<Uint8Array | undefined> =>
  readFile(join(root, path)).catch(() => undefined)
