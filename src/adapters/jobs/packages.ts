import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import type { Processes } from '../../ports/processes.ts'
import type { ImportedPackage } from './compiled.ts'
import { resolveProgram } from './programs.ts'

export interface Wanted {
  readonly specifier: string
  /** The file that imports it. */
  readonly from: string
}

/** The addresses of packages as they are installed now; undefined for one that is not. */
export type FindPackages = (wanted: readonly Wanted[]) => Promise<readonly (string | undefined)[]>

const Found = z.array(z.nullable(z.string()))

export const findPackagesWith =
  (processes: Processes, root: string): FindPackages =>
  async wanted => {
    if (wanted.length === 0) return []
    const pairs = wanted.map(({ specifier, from }) => [specifier, pathToFileURL(from).href])
    const { error, output } = await processes.run({
      command: [process.execPath, fileURLToPath(resolveProgram), JSON.stringify(pairs)],
      cwd: root,
      run: 'job/resolve',
      timeout: 30_000,
    })
    if (error) throw error
    return Found.parse(JSON.parse(output.tail)).map(url => url ?? undefined)
  }

/** What tells later whether a package is still the same. */
export const importedPackage = async (url: string): Promise<ImportedPackage> => {
  for (let folder = dirname(fileURLToPath(url)); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    const changed = await changedAt(path)
    if (changed !== undefined) return { url, manifest: { path, changed } }
    if (folder === dirname(folder)) return { url }
  }
}

/** A package may have been installed in another version, or elsewhere. */
export const areWhereTheyWere = async (packages: readonly ImportedPackage[]): Promise<boolean> => {
  for (const { url, manifest } of packages) {
    if ((await changedAt(fileURLToPath(url))) === undefined) return false
    if (manifest && (await changedAt(manifest.path)) !== manifest.changed) return false
  }
  return true
}

const changedAt = async (path: string): Promise<number | undefined> =>
  (await stat(path).catch(() => undefined))?.mtimeMs
