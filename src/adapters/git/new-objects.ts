import { createHash } from 'node:crypto'
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import pLimit from 'p-limit'
import { objectsUnwritable } from '../../errors/git.ts'
import { isSystemLimit, systemLimit } from '../../errors/system.ts'
import { writeNewFile } from '../files/replace-file.ts'

/** Objects that are to be stored together. */
export interface NewObjects {
  /** Adds an object; its id. */
  add(type: 'blob' | 'tree' | 'commit', bytes: Uint8Array): string
  /** Stores them, on disk when it resolves. SYSTEM_LIMIT or OBJECTS_UNWRITABLE if that cannot be done. */
  store(): Promise<void>
}

/**
 * Objects for a repository whose ids have `idLength` hexadecimal digits. They are written as Git writes loose objects: a Git
 * process for that would take longer than all else.
 */
export const newObjects = (commonDirectory: string, idLength: number): NewObjects => {
  const algorithm = idLength === 64 ? 'sha256' : 'sha1'
  const folder = join(commonDirectory, 'objects')
  const found = new Map<string, Buffer>()
  return {
    add(type, bytes) {
      const object = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])
      const id = createHash(algorithm).update(object).digest('hex')
      found.set(id, object)
      return id
    },
    async store() {
      try {
        // A repository that several people write to says so by the mode of its folders.
        const mode = (await stat(folder)).mode & 0o7777
        const objects = [...found]
        const some = pLimit(32)
        await Promise.all(
          objects.map(([id, object]) => some(() => storeLoose(folder, mode, id, object))),
        )
      } catch (error) {
        throw isSystemLimit(error) ? systemLimit(error) : objectsUnwritable(folder, error)
      }
    },
  }
}

const storeLoose = async (
  objects: string,
  mode: number,
  id: string,
  object: Buffer,
): Promise<void> => {
  const folder = join(objects, id.slice(0, 2))
  // Not with its parents: they are gone where somebody deletes the repository.
  const made = await mkdir(folder).then(
    () => true,
    error => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  if (made) await chmod(folder, mode)
  const file = join(folder, id.slice(2))
  if (await isThere(file)) return
  // Git removes old files of such names: what a killed process leaves does not stay.
  const temporary = join(folder, `tmp_obj_${id.slice(2, 10)}${process.pid}`)
  try {
    await rm(temporary, { force: true })
    await writeNewFile(temporary, [deflateSync(object)], { mode: 0o444 & mode, durable: true })
    // The folder is not synced: Git syncs the ref that will name the object, and that brings the folder along.
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Not an empty file, which a power failure may leave of an object that Git wrote. */
const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    ({ size }) => size > 0,
    () => false,
  )
