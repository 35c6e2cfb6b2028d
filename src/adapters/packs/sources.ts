import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packSourceUnreachable, packUnsafe } from '../../errors/packs.ts'
import type { FetchedPack, PackFile, PackSource, PackSources } from '../../ports/packs.ts'
import { npmPack } from '../process/npm-pack.ts'
import { readPackFolder } from './folder.ts'

export interface SourcesOptions {
  readonly root: string
  /** The folder of the packs that come with git-doc. */
  readonly builtin: string
  /** A source for messages and lock files. */
  readonly textOf: (source: PackSource) => string
  /** Reads a packed archive strictly. PACK_UNSAFE. */
  readonly unpack: (packed: Uint8Array, source: string) => Promise<readonly PackFile[]>
}

/** A larger archive is not read. */
const largest = 16 * 2 ** 20

export const openPackSources = ({ root, builtin, textOf, unpack }: SourcesOptions): PackSources => {
  const fetchNpm = async (source: Extract<PackSource, { readonly kind: 'npm' }>) => {
    const shown = textOf(source)
    const folder = await mkdtemp(join(tmpdir(), 'git-doc-pack-'))
    try {
      const packed = await npmPack(`${source.name}@${source.range || 'latest'}`, folder)
      if ('why' in packed) throw packSourceUnreachable(shown, packed.why, packed.cause)
      const [file] = (await readdir(folder)).filter(name => name.endsWith('.tgz'))
      if (file === undefined) throw packSourceUnreachable(shown, 'npm wrote no archive')
      const files = await unpack(await readPacked(join(folder, file), shown), shown)
      return { files, resolved: { ...source, range: packed.version } }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return {
    async builtin() {
      const entries = await readdir(builtin, { withFileTypes: true })
      return entries.flatMap(entry => (entry.isDirectory() ? [entry.name] : [])).sort()
    },
    async fetch(source): Promise<FetchedPack> {
      const shown = textOf(source)
      switch (source.kind) {
        case 'builtin':
          return {
            files: await readPackFolder(join(builtin, source.name), shown),
            resolved: source,
          }
        case 'folder':
          return {
            files: await readPackFolder(resolve(root, source.path), shown),
            resolved: source,
          }
        case 'tarball': {
          const packed = await readPacked(resolve(root, source.path), shown)
          return { files: await unpack(packed, shown), resolved: source }
        }
        case 'git': {
          const { fetchGitPack } = await import('./git.ts')
          return await fetchGitPack(source, root, shown)
        }
        case 'npm':
          return await fetchNpm(source)
      }
    },
  }
}

const readPacked = async (file: string, shown: string): Promise<Uint8Array> => {
  try {
    const { size } = await stat(file)
    if (size > largest)
      throw packUnsafe(shown, undefined, `it is larger than ${largest / 2 ** 20} MB`)
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'PACK_UNSAFE') throw packSourceUnreachable(shown, `${code}`, error)
    throw error
  }
}
