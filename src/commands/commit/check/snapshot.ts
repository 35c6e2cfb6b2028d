import { type Files, filesOf } from '../../../documentation/links/files.ts'
import { decodeDocument } from '../../../documentation/markdown.ts'
import { isGitDocError } from '../../../errors/error.ts'
import type { Repository, WorkingTree } from '../../../ports/repository.ts'

/** A tree of files to check: the working tree, or a commit's tree. */
export interface Snapshot {
  readonly files: Files
  /** Every entry of the tree, submodules too. */
  readonly entries: Parameters<typeof filesOf>[0]
  /** A file's text without a byte order mark; undefined if it does not exist, is not a regular file, or is not UTF-8. */
  text(path: string): Promise<string | undefined>
  /** A file's text in any encoding, with invalid UTF-8 replaced; undefined for a binary file. */
  code(path: string): Promise<string | undefined>
}

export const workingSnapshot = async (tree: WorkingTree): Promise<Snapshot> =>
  snapshotOf(await tree.files(), path => tree.read(path))

export const commitSnapshot = async (repository: Repository, commit: string): Promise<Snapshot> =>
  snapshotOf(await repository.tree(commit), async path => {
    const found = await repository.file(commit, path)
    return found?.entry.mode.startsWith('100') ? found.bytes : undefined
  })

const snapshotOf = (
  entries: Parameters<typeof filesOf>[0],
  read: (path: string) => Promise<Uint8Array | undefined>,
): Snapshot => ({
  files: filesOf(entries),
  entries,
  text: async path => textOf(await read(path), path),
  async code(path) {
    const bytes = await read(path)
    return bytes && !bytes.subarray(0, 8_000).includes(0) ? lenient.decode(bytes) : undefined
  },
})

const lenient = new TextDecoder()

const textOf = (bytes: Uint8Array | undefined, path: string): string | undefined => {
  if (!bytes) return undefined
  try {
    return decodeDocument(bytes, path).text
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return undefined
  }
}
