import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { packUnwritable } from '../../errors/packs.ts'
import type { InstalledFiles, PackFolder, PackStore } from '../../ports/packs.ts'
import { inside } from '../files/inside.ts'
import { replaceUserFile } from '../files/replace-file.ts'
import { readPackFolder } from './folder.ts'

const place = '.git-doc/packs'
const lockFile = '.git-doc/packs.lock.json'
/** Which bytes are installed under each name; Git ignores all of this folder. */
const marksFile = '.installed.json'

/** The packs of a working tree: installed in `.git-doc/packs`, or in the folders that the configuration names. */
export const openPackStore = (root: string, folders: readonly string[]): PackStore => {
  const base = join(root, place)
  const marks = async (): Promise<Readonly<Record<string, string>>> => {
    try {
      const read = JSON.parse(await readFile(join(base, marksFile), 'utf8'))
      const entries = Object.entries(read).filter(([name]) => /^[a-z0-9][a-z0-9._-]*$/.test(name))
      return Object.fromEntries(entries.map(([name, integrity]) => [name, String(integrity)]))
    } catch {
      return {}
    }
  }
  const writeMarks = (next: Readonly<Record<string, string>>): Promise<void> =>
    written(join(base, marksFile), path =>
      replaceUserFile(path, `${JSON.stringify(next, undefined, 2)}\n`),
    )
  return {
    async find() {
      const found: PackFolder[] = []
      for (const folder of folders) found.push(...(await ownPacks(root, posix.normalize(folder))))
      for (const [name, integrity] of Object.entries(await marks())) {
        const manifest = await manifestAt(root, `${place}/${name}`)
        if (manifest !== undefined) found.push({ folder: `${place}/${name}`, manifest, integrity })
      }
      return found
    },
    lock: () => readFile(join(root, lockFile), 'utf8').catch(() => undefined),
    writeLock: text =>
      written(join(root, lockFile), async path => {
        await assertInside(root)
        await mkdir(dirname(path), { recursive: true })
        await replaceUserFile(path, text)
      }),
    files: name => readPackFolder(join(base, name), name).catch(() => undefined),
    async install(packs) {
      if (packs.length === 0) return
      await assertInside(root)
      const temporary = join(base, `.new-${randomUUID().slice(0, 8)}`)
      try {
        await written(temporary, path => mkdir(path, { recursive: true }))
        // Who clones gets the lock file and installs the same; what is installed is not committed.
        await writeFile(join(base, '.gitignore'), '*\n')
        for (const pack of packs) await writeFiles(join(temporary, pack.name), pack)
        for (const { name } of packs) await replaceFolder(join(temporary, name), join(base, name))
        const added = packs.map(({ name, integrity }) => [name, integrity] as const)
        await writeMarks({ ...(await marks()), ...Object.fromEntries(added) })
      } finally {
        await rm(temporary, { recursive: true, force: true })
      }
    },
    async remove(names) {
      if (names.length === 0) return
      await assertInside(root)
      const rest = Object.entries(await marks()).filter(([name]) => !names.includes(name))
      await writeMarks(Object.fromEntries(rest))
      for (const name of names) await rm(join(base, name), { recursive: true, force: true })
    },
  }
}

/** A link in the repository must not lead what is installed elsewhere. */
const assertInside = async (root: string): Promise<void> => {
  const top = await realpath(root)
  for (const path of ['.git-doc', place]) {
    const real = await realpath(join(root, path)).catch(() => undefined)
    if (real !== undefined && inside(top, real) !== path)
      throw packUnwritable(path, Object.assign(new Error('It is a link.'), { code: 'ELOOP' }))
  }
}

const written = async <Result>(
  path: string,
  write: (path: string) => Promise<Result>,
): Promise<void> => {
  try {
    await write(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw code.startsWith('PACK_') || code === '' ? error : packUnwritable(path, error as Error)
  }
}

const writeFiles = async (folder: string, { files }: InstalledFiles): Promise<void> => {
  for (const { path, bytes } of files)
    await written(join(folder, path), async file => {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes, { flag: 'wx' })
    })
}

const replaceFolder = (from: string, to: string): Promise<void> =>
  written(to, async () => {
    await rename(to, `${from}.old`).catch(error => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(from, to)
  })

/** The folders in a folder that have a pack.json. */
const ownPacks = async (root: string, folder: string): Promise<readonly PackFolder[]> => {
  const top = await realpath(root)
  const real = await realpath(join(root, folder)).catch(() => undefined)
  if (real === undefined || inside(top, real) === undefined) return []
  const entries = await readdir(real, { withFileTypes: true }).catch(() => [])
  const found: PackFolder[] = []
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    const path = posix.join(folder, entry.name)
    const manifest = await manifestAt(root, path)
    if (manifest !== undefined) found.push({ folder: path, manifest })
  }
  return found
}

const manifestAt = (root: string, folder: string): Promise<string | undefined> =>
  readFile(join(root, folder, 'pack.json'), 'utf8').catch(() => undefined)
