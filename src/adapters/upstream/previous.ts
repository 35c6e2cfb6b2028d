import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { isGitDocError } from '../../errors/error.ts'
import { nothingKept, notKept, notRestored } from '../../errors/upstream.ts'
import type { KeptFile, KeptVersion, Restored } from '../../ports/upstream.ts'
import { replaceFile, syncFolder, writeNewFile } from '../files/replace-file.ts'
import { hashOf, matchingFiles } from './files.ts'

/** How many versions of a source are kept. */
const most = 3

const Manifest = z.object({
  format: z.literal(1),
  version: z.string(),
  at: z.iso.datetime(),
  files: z.array(
    z.object({
      path: z.string(),
      mode: z.number(),
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
})
type Manifest = z.infer<typeof Manifest>

const top = join('.git-doc', 'previous')

/** A folder's name for a version: what file systems do not take is written another way. */
const folderName = (version: string): string => encodeURIComponent(version).replaceAll('*', '%2A')

const place = (source: string, version: string): string => join(top, source, folderName(version))

/** Keeps files durably: all of them are copied, synced and hashed before the folder gets its name. */
export const keep = async (
  root: string,
  { source, version, globs, now }: Keeping,
): Promise<KeptVersion> => {
  const folder = join(root, place(source, version))
  const temporary = `${folder}.tmp`
  try {
    await ignoreFolder(root)
    await rm(temporary, { recursive: true, force: true })
    await mkdir(join(temporary, 'files'), { recursive: true, mode: 0o700 })
    const files: Manifest['files'] = []
    for (const path of await matchingFiles(root, globs)) {
      const from = join(root, path)
      const copy = join(temporary, 'files', path)
      await mkdir(dirname(copy), { recursive: true })
      const { mode } = await stat(from)
      await writeNewFile(copy, createReadStream(from), { durable: true })
      files.push({ path, mode: mode & 0o777, sha256: await hashOf(copy) })
    }
    const manifest: Manifest = { format: 1, version, at: now().toISOString(), files }
    await writeNewFile(join(temporary, 'manifest.json'), [JSON.stringify(manifest)], {
      durable: true,
    })
    await rm(folder, { recursive: true, force: true })
    await rename(temporary, folder)
    await syncFolder(dirname(folder))
    await forgetOld(join(root, top, source), folderName(version))
    return { version, folder: place(source, version), files: files.map(withoutMode) }
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    if (isGitDocError(error)) throw error
    throw notKept(source, (error as Error).message, error)
  }
}

interface Keeping {
  readonly source: string
  readonly version: string
  readonly globs: readonly string[]
  now(): Date
}

const withoutMode = ({ path, sha256 }: { path: string; sha256: string }) => ({ path, sha256 })

/** What is kept is of this clone alone. */
const ignoreFolder = async (root: string): Promise<void> => {
  await mkdir(join(root, top), { recursive: true })
  await writeNewFile(join(root, top, '.gitignore'), ['*\n'], { mode: 0o644 }).catch(error => {
    if (error.code !== 'EEXIST') throw error
  })
}

const forgetOld = async (folder: string, newest: string): Promise<void> => {
  const dated: { readonly name: string; readonly at: string }[] = []
  for (const name of await readdir(folder)) {
    const manifest = await manifestIn(join(folder, name))
    dated.push({ name, at: name === newest ? '~' : (manifest?.at ?? '') })
  }
  dated.sort((one, other) => (one.at < other.at ? 1 : -1))
  for (const { name } of dated.slice(most))
    await rm(join(folder, name), { recursive: true, force: true })
}

const manifestIn = async (folder: string): Promise<Manifest | undefined> => {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  try {
    return text === undefined ? undefined : Manifest.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The modes of what is kept of a version, if every byte of it is as it was. UPSTREAM_NOTHING_KEPT. */
const keptModes = async (
  root: string,
  { source, version, files }: Omit<Restoring, 'globs'>,
): Promise<ReadonlyMap<string, number>> => {
  const folder = join(root, place(source, version))
  const manifest = await manifestIn(folder)
  if (!manifest) throw nothingKept(source, version, 'nothing of it is kept')
  const modes = new Map(manifest.files.map(({ path, mode }) => [path, mode & 0o777]))
  for (const { path, sha256 } of files) {
    const found = await hashOf(join(folder, 'files', path)).catch(() => undefined)
    if (found !== sha256 || !modes.has(path))
      throw nothingKept(source, version, `what was kept of ${path} is gone or damaged`)
  }
  return modes
}

interface Restoring extends Pick<Keeping, 'source' | 'version' | 'globs'> {
  readonly files: readonly KeptFile[]
}

/**
 * Puts back what is kept. Each file is written beside its place and renamed, so that a program that runs keeps its own file; what
 * has the right bytes already stays untouched.
 */
export const restore = async (
  root: string,
  { source, version, globs, files }: Restoring,
): Promise<Restored> => {
  const modes = await keptModes(root, { source, version, files })
  const folder = join(root, place(source, version), 'files')
  const wanted = new Set(files.map(({ path }) => path))
  let changed = false
  for (const path of await matchingFiles(root, globs)) {
    if (wanted.has(path)) continue
    changed = true
    await rm(join(root, path), { force: true }).catch(error => {
      throw notRestored(path, (error as Error).message, error)
    })
  }
  for (const { path, sha256 } of files) {
    const target = join(root, path)
    const mode = modes.get(path) ?? 0o644
    if (await isAsKept(target, mode, sha256)) continue
    changed = true
    try {
      await mkdir(dirname(target), { recursive: true })
      await replaceFile(target, createReadStream(join(folder, path)), { mode, durable: true })
    } catch (error) {
      throw notRestored(path, (error as Error).message, error)
    }
  }
  for (const { path, sha256 } of files)
    if (!(await isAsKept(join(root, path), modes.get(path) ?? 0o644, sha256)))
      throw notRestored(path, 'its bytes are not those that were kept')
  return { files, changed }
}

const isAsKept = async (file: string, mode: number, sha256: string): Promise<boolean> => {
  const facts = await stat(file).catch(() => undefined)
  if (!facts?.isFile() || (facts.mode & 0o777) !== mode) return false
  return (await hashOf(file)) === sha256
}
