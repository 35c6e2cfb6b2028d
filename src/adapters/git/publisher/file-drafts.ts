import { posix } from 'node:path'
import { documentOutside } from '../../../errors/documents.ts'
import { isGitDocError } from '../../../errors/error.ts'
import type { FileChange, FileMode, FileVersion } from '../../../events/file-change.ts'
import type { Blocker, FileEdit } from '../../../ports/publisher.ts'
import type { NewObjects } from '../new-objects.ts'
import { type ReadObject, readFile } from '../objects.ts'
import type { Conversion } from './conversion.ts'
import type { GitReader } from './reader.ts'
import { notConverted, rulesBlocker } from './readiness.ts'

/** What whole-file edits change of a commit, and the content of the new blobs by their ids. */
interface FileDrafts {
  readonly files: readonly FileChange[]
  readonly contents: ReadonlyMap<string, Buffer>
}

/** Works out what whole-file edits change, and adds the new blobs to `created`; a blocker where Git cannot convert a file. */
export const fileDrafts = async (
  reader: GitReader,
  read: ReadObject,
  head: string,
  edits: readonly FileEdit[],
  created: NewObjects,
): Promise<FileDrafts | Blocker> => {
  const files = edits.map(({ file }) => file)
  const notPlain = files.find(file => !isPlainPath(file))
  if (notPlain !== undefined) throw documentOutside(notPlain)
  const conversions = await reader.fileConversions(files)
  const withoutRules = await rulesBlocker(reader, conversions, 'file-converted')
  if (withoutRules) return withoutRules

  const changes: FileChange[] = []
  const contents = new Map<string, Buffer>()
  const last = new Map(edits.map(edit => [edit.file, edit]))
  for (const { file, content, mode } of last.values()) {
    const before = await versionIn(read, head, file)
    const stored = content && (await storedForm(file, content, conversions.get(file)))
    if (stored && 'reason' in stored) return stored
    const after = stored && {
      blob: created.add('blob', stored),
      mode: mode ?? before?.mode ?? '100644',
    }
    if (before?.blob !== after?.blob || before?.mode !== after?.mode)
      changes.push({ file, before, after })
    if (stored && after) contents.set(after.blob, stored)
  }
  return { files: changes, contents }
}

/** Whether a path is written as in a tree, and no system takes one of its names for `.git`. */
const isPlainPath = (file: string): boolean =>
  posix.normalize(file) === file &&
  !/^\/|\/$|\0/.test(file) &&
  file.split('/').every(name => name !== '.' && name !== '..' && !isGitDirectory(name))

/** As Git judges it: macOS ignores some characters, Windows what follows a colon and dots and spaces at the end. */
const isGitDirectory = (name: string): boolean => {
  const seen = name.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
  return /^(?:\.git|git~1)$/i.test(seen.replace(/:.*$/s, '').replace(/[. ]+$/, ''))
}

/** A regular file in a commit; null if there is none. DOCUMENT_OUTSIDE for a symbolic link or a submodule. */
const versionIn = async (read: ReadObject, commit: string, file: string): Promise<FileVersion> => {
  const found = await readFile(read, commit, file)
  if (!found) return null
  const { mode, blob } = found.entry
  if (!mode.startsWith('100')) throw documentOutside(file)
  const bits: FileMode = Number.parseInt(mode, 8) & 0o100 ? '100755' : '100644'
  return { blob, mode: bits }
}

const storedForm = async (
  file: string,
  content: Uint8Array,
  conversion: Conversion | undefined,
): Promise<Buffer | Blocker> => {
  if (!conversion) return Buffer.from(content)
  try {
    const stored = await conversion.clean(content)
    await conversion.smudge(stored)
    return stored
  } catch (error) {
    if (!isGitDocError(error) || error.code !== 'GIT_FAILED') throw error
    return notConverted('file-converted', file, conversion.attributes, error)
  }
}
