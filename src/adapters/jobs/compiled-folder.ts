import { createHash, randomUUID } from 'node:crypto'
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import { stateUnwritable } from '../../errors/log.ts'
import type { JobFile } from '../../ports/jobs.ts'
import { makeFolder } from '../state/files.ts'
import { type Compiled, moduleName } from './compiled.ts'
import { keepNewest } from './keep-newest.ts'
import { areWhereTheyWere } from './packages.ts'
import { ownEntries } from './programs.ts'

/** A job that Node can import at once. */
export interface CompiledJob {
  readonly url: string
  readonly folder: string
  /** The files of packages that it imports. */
  readonly packages: Compiled['packages']
}

const Manifest = z.object({
  packages: z.array(
    z.object({
      url: z.string(),
      manifest: z.optional(z.object({ path: z.string(), changed: z.number() })),
    }),
  ),
})

/** Changes when the same source would be compiled to other text. */
const format = 2

/** How many compiled jobs are kept: a repository's jobs on a few branches. */
const kept = 200

/** Where compiled jobs lie in the state folder. */
export const compiledFolder = (state: string): string => join(state, 'jobs', 'compiled')

/** Compiled jobs, a folder each, named by what they are made of and for. `state` is the state folder. */
export const openCompiled = (state: string, root: string) => {
  const place = compiledFolder(state)
  const folderOf = (file: JobFile): string => {
    const facts = [format, file.hash, root, ownEntries]
    return join(
      place,
      createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32),
    )
  }
  return {
    /** The compiled job, if it still is what compiling would give. */
    async find(file: JobFile): Promise<CompiledJob | undefined> {
      const folder = folderOf(file)
      const packages = await readManifest(folder)
      if (!packages || !(await areWhereTheyWere(packages))) return undefined
      // What is in use is not the oldest.
      const now = new Date()
      await utimes(folder, now, now).catch(() => {})
      return { url: pathToFileURL(join(folder, moduleName(0))).href, folder, packages }
    },
    /** Compiles a job for its folder and keeps that, completely or not at all. STATE_UNWRITABLE, and what `compile` throws. */
    async make(
      file: JobFile,
      compile: (folder: string) => Promise<Compiled>,
    ): Promise<CompiledJob> {
      const folder = folderOf(file)
      const { modules, packages } = await compile(folder)
      const temporary = `${folder}.${randomUUID().slice(0, 8)}.tmp`
      try {
        for (const each of [dirname(place), place, temporary]) await makeFolder(each)
        for (const [index, text] of modules.entries())
          await writeFile(join(temporary, moduleName(index)), text)
        await writeFile(join(temporary, 'manifest.json'), JSON.stringify({ packages }))
        await replaceFolder(temporary, folder)
      } catch (error) {
        throw stateUnwritable(folder, error)
      }
      await keepNewest(place, kept)
      return { url: pathToFileURL(join(folder, moduleName(0))).href, folder, packages }
    },
  }
}

const readManifest = async (folder: string): Promise<Compiled['packages'] | undefined> => {
  try {
    const text = await readFile(join(folder, 'manifest.json'), 'utf8')
    return Manifest.parse(JSON.parse(text)).packages
  } catch {
    return undefined
  }
}

/** Another process may have made the same folder meanwhile; one of an earlier installation of packages is replaced. */
const replaceFolder = async (from: string, to: string): Promise<void> => {
  const old = `${from}.old`
  await rename(to, old).catch(() => {})
  await rename(from, to).catch(async error => {
    await rm(from, { recursive: true, force: true })
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(error.code)) throw error
  })
  await rm(old, { recursive: true, force: true })
}
