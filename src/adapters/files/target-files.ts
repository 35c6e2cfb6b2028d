import { lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'
import {
  templateTargetOutside,
  templateTargetUnreadable,
  templateTargetUnwritable,
} from '../../errors/templates.ts'
import type { TargetFiles } from '../../ports/templates.ts'
import { inside } from './inside.ts'
import { replaceUserFile } from './replace-file.ts'

/** The files of a working tree, by their path from its root. No link leads out of it, and Git's own folder is not a part of it. */
export const openTargetFiles = (root: string): TargetFiles => ({
  async read(path) {
    const place = await placeOf(root, path)
    const facts = await stat(place).catch(() => undefined)
    if (!facts) return undefined
    if (!facts.isFile()) throw templateTargetUnreadable(path, 'it is not a file')
    const bytes = await readFile(place).catch(error => {
      throw templateTargetUnreadable(path, error.code, error)
    })
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch (error) {
      throw templateTargetUnreadable(path, 'it is not text in UTF-8', error)
    }
  },
  async write(path, text) {
    const place = await placeOf(root, path)
    try {
      await mkdir(dirname(place), { recursive: true })
      await replaceUserFile(place, text)
    } catch (error) {
      throw templateTargetUnwritable(path, error as NodeJS.ErrnoException)
    }
  },
})

/** Where a path of the repository really is. TEMPLATE_TARGET_OUTSIDE. */
const placeOf = async (root: string, path: string): Promise<string> => {
  const top = await realpath(root)
  const place = resolve(top, path)
  const plain = inside(top, place)
  if (path.includes('\0') || plain === undefined)
    throw templateTargetOutside(path, 'it is outside of the repository')
  if (isOfGit(plain)) throw templateTargetOutside(path, "it is in Git's own folder")
  const real = await realOf(place)
  if (real === undefined)
    throw templateTargetOutside(path, 'a link that leads nowhere is in the way')
  const found = inside(top, real)
  if (found === undefined) throw templateTargetOutside(path, 'a link leads out of the repository')
  if (isOfGit(found)) throw templateTargetOutside(path, "a link leads into Git's own folder")
  return real
}

const isOfGit = (path: string): boolean =>
  posix
    .normalize(path)
    .split('/')
    // Names that Windows and macOS take for the same.
    .some(part => /^(?:\.git|git~1)[ .]*$/i.test(part.normalize('NFKC')))

/** The real path of what is there, and of what is not there below it; undefined for a link to nothing. */
const realOf = async (path: string): Promise<string | undefined> => {
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined) return real
  if (await lstat(path).catch(() => undefined)) return undefined
  const above = dirname(path)
  if (above === path) return undefined
  const folder = await realOf(above)
  return folder === undefined ? undefined : join(folder, path.slice(above.length))
}
