import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobInvalid } from '../../errors/jobs.ts'
import type { JobFile } from '../../ports/jobs.ts'
import type { Import, Imports } from './kept-imports.ts'
import { resolveImport } from './resolve-import.ts'

/** How many files a job may be made of: more than this is somebody's whole source by mistake. */
const most = 500

type File = JobFile['files'][number]

/**
 * A job's file with every file of the repository that it imports, itself first. `root` is a real path, and `real` the
 * file's real path below it. JOB_INVALID for a syntax error and for an import that leads nowhere or out of the repository.
 */
export const readClosure = async (
  root: string,
  path: string,
  real: string,
  imports: Imports,
): Promise<JobFile> => {
  const files = new Map<string, File>()
  const waiting = [real]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (files.has(next)) continue
    if (files.size >= most)
      throw jobInvalid(path, `it imports more than ${most} files of the repository.`)
    const content = await readFile(join(root, next), 'utf8')
    files.set(next, { path: next, content })
    waiting.push(...(await importedFiles(root, next, content, imports)))
  }
  const [first, ...others] = files.values()
  const sorted = others.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const all = first ? [first, ...sorted] : []
  return { path, files: all, hash: hashOf(all) }
}

const hashOf = (files: readonly File[]): string =>
  createHash('sha256')
    .update(JSON.stringify(files.map(Object.values)))
    .digest('hex')

const importedFiles = async (
  root: string,
  path: string,
  content: string,
  imports: Imports,
): Promise<readonly string[]> => {
  if (path.endsWith('.json')) return []
  if (!/\.m?[jt]s$/.test(path))
    throw jobInvalid(path, 'a job imports TypeScript, ECMAScript modules and JSON only.')
  const found: string[] = []
  for (const place of await imports.of(path, content)) {
    const file = await fileOf(root, path, place)
    if (file !== undefined) found.push(file)
  }
  return found
}

const fileOf = async (
  root: string,
  path: string,
  { specifier, line }: Import,
): Promise<string | undefined> => {
  const where = `${path}:${line}`
  if (specifier === undefined)
    throw jobInvalid(
      where,
      'it imports a file whose name is only known when it runs.',
      'Name the file in quotes: a person allows a job with all that it imports.',
    )
  const imported = await resolveImport(root, join(root, path), specifier)
  if (imported.kind === 'outside')
    throw jobInvalid(where, `it imports ${specifier}, which is outside the repository.`)
  if (imported.kind === 'missing' && imported.what === 'file')
    throw jobInvalid(where, `it imports ${specifier}, which is not there.`)
  return imported.kind === 'file' ? imported.path : undefined
}
