import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, parse, sep } from 'node:path'
import * as z from 'zod'
import type { PackageFolder, PackageManifest, Packages } from '../../ports/bundles.ts'

/** The packages on this disk, seen from one of them, as Node finds them. */
export const openPackages = (folder: string): Packages => ({
  own: () => openFolder(folder),
  async needed(name, { id }) {
    for (let at = id; ; at = dirname(at)) {
      const candidate = join(at, 'node_modules', name)
      const found = await stat(join(candidate, 'package.json')).catch(() => undefined)
      if (found?.isFile()) return openFolder(candidate)
      if (at === parse(at).root) return undefined
    }
  },
})

const openFolder = async (path: string): Promise<PackageFolder> => {
  const id = await realpath(path)
  const manifest = manifestOf(JSON.parse(await readFile(join(id, 'package.json'), 'utf8')))
  return {
    id,
    manifest,
    files: (under = '') => filesIn(id, under),
    read: file => readFile(join(id, file)),
  }
}

const filesIn = async (root: string, under: string): Promise<readonly string[]> => {
  const start = join(root, under)
  const found = await stat(start).catch(() => undefined)
  if (found?.isFile()) return [under]
  if (!found?.isDirectory()) return []
  const files: string[] = []
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isFile()) files.push(path)
      else if (entry.isDirectory() && entry.name !== 'node_modules') await visit(path)
    }
  }
  await visit(under.replaceAll(sep, '/').replace(/\/$/, ''))
  return files.sort()
}

const Names = z.record(z.string(), z.string())
const Written = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional().catch(undefined),
  engines: z.object({ node: z.string().optional() }).optional().catch(undefined),
  bin: z.union([z.string(), Names]).optional(),
  exports: z.unknown().optional(),
  files: z.array(z.string()).optional(),
  dependencies: Names.optional(),
})

const manifestOf = (json: unknown): PackageManifest => {
  const {
    name,
    version,
    license,
    engines,
    bin = {},
    exports,
    files,
    dependencies,
  } = Written.parse(json)
  return {
    name,
    version,
    license,
    node: engines?.node,
    bin: targets(bin),
    entries: targets(exports),
    files: files ?? [],
    dependencies: Object.keys(dependencies ?? {}).sort(),
  }
}

/** Every path in a field that may be nested by conditions. */
const targets = (field: unknown): readonly string[] => {
  if (typeof field === 'string') return [field.replace(/^\.\//, '')]
  return typeof field === 'object' && field !== null ? Object.values(field).flatMap(targets) : []
}
