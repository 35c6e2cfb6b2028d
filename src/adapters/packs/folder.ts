import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packSourceUnreachable, packUnsafe } from '../../errors/packs.ts'
import type { PackFile } from '../../ports/packs.ts'
import { openBounds } from './bounds.ts'

/** The files of a folder: no links, nothing of Git's or of packages. PACK_SOURCE_UNREACHABLE, PACK_UNSAFE. */
export const readPackFolder = async (
  folder: string,
  shown: string,
): Promise<readonly PackFile[]> => {
  const found = await lstat(join(folder, 'pack.json')).catch(() => undefined)
  if (!found) throw packSourceUnreachable(shown, 'there is no folder with a pack.json')
  const files: PackFile[] = []
  const bounds = openBounds(shown)
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      if (/^(?:\.git|node_modules|\.DS_Store)$/.test(entry.name)) continue
      const name = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) await visit(name)
      else if (!entry.isFile()) throw packUnsafe(shown, name, 'it is a link or no file')
      else {
        const { size } = await lstat(join(folder, name))
        bounds.add(name, size)
        files.push({ path: name, bytes: await readFile(join(folder, name)) })
      }
    }
  }
  await visit('')
  return files
}
