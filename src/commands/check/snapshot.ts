import { type Files, filesOf } from '../../documentation/drift/files.ts'
import { decodeDocument } from '../../documentation/markdown.ts'
import { isGitDocError } from '../../errors.ts'
import type { Repository, WorkingTree } from '../../ports.ts'

/** A tree of files that can be checked: the working tree, or a commit's. */
export interface Snapshot {
  readonly files: Files
  /** A file's text without byte order mark; undefined if it is not there, no regular file, or not UTF-8. */
  text(path: string): Promise<string | undefined>
}

export const workingSnapshot = async (tree: WorkingTree): Promise<Snapshot> => ({
  files: filesOf(await tree.files()),
  text: async path => textOf(await tree.read(path), path),
})

export const commitSnapshot = async (
  repository: Repository,
  commit: string,
): Promise<Snapshot> => ({
  files: filesOf(await repository.tree(commit)),
  async text(path) {
    const found = await repository.file(commit, path)
    return found?.entry.mode.startsWith('100') ? textOf(found.bytes, path) : undefined
  },
})

const textOf = (bytes: Uint8Array | undefined, path: string): string | undefined => {
  if (!bytes) return undefined
  try {
    return decodeDocument(bytes, path).text
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return undefined
  }
}
