import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { makeFolder, writeStateFile } from '../state/files.ts'

/** Where a module names another one. */
export interface Import {
  /** Undefined if it is only known when the module runs. */
  readonly specifier?: string | undefined
  readonly line: number
}

/** What modules import, by the hash of their text: what was read once needs no parser again. */
export interface Imports {
  /** JOB_INVALID for a syntax error, with file and line. */
  of(path: string, content: string): Promise<readonly Import[]>
  /** Keeps what was read anew; a failure costs only time. */
  save(): Promise<void>
}

const Kept = z.object({
  format: z.literal(1),
  modules: z.record(
    z.string(),
    z.array(z.object({ specifier: z.optional(z.string()), line: z.number() })),
  ),
})

/** How many modules are kept; those that were used last. */
const most = 2000

export const openImports = (state: string): Imports => {
  const file = join(state, 'jobs', 'imports.json')
  let reading: Promise<Map<string, readonly Import[]>> | undefined
  let isNew = false
  const known = () => {
    reading ??= readKept(file)
    return reading
  }
  return {
    async of(path, content) {
      const modules = await known()
      const key = keyOf(path, content)
      const found = modules.get(key) ?? (await read(path, content))
      isNew ||= !modules.has(key)
      // What is used moves to the end, so that the oldest is first.
      modules.delete(key)
      modules.set(key, found)
      return found
    },
    async save() {
      if (!isNew) return
      isNew = false
      const modules = Object.fromEntries([...(await known())].slice(-most))
      await makeFolder(join(state, 'jobs'))
        .then(() => writeStateFile(file, JSON.stringify({ format: 1, modules })))
        .catch(() => {})
    },
  }
}

/** The same text means something else in JavaScript. */
const keyOf = (path: string, content: string): string =>
  createHash('sha256')
    .update(`${/ts$/.test(path)}\0${content}`)
    .digest('hex')

const read = async (path: string, content: string): Promise<readonly Import[]> => {
  const { readModule } = await import('./read-module.ts')
  const { imports } = await readModule(path, content)
  return imports.map(({ specifier, line }) => ({
    ...(specifier !== undefined && { specifier }),
    line,
  }))
}

/** For whoever has no state folder at hand. */
export const unkept: Imports = { of: read, save: async () => {} }

const readKept = async (file: string): Promise<Map<string, readonly Import[]>> => {
  try {
    return new Map(Object.entries(Kept.parse(JSON.parse(await readFile(file, 'utf8'))).modules))
  } catch {
    return new Map()
  }
}
