import { git, gitText } from '../command.ts'
import { type ReadObject, readKnown } from '../objects.ts'
import { writeBlob } from './object-store.ts'

/** How Git converts a document between the repository and the working tree, beyond line endings. */
export interface Conversion {
  /** The attributes that say so, such as `ident` or `filter=lfs`. */
  readonly attributes: string
  /** What Git would store of a file's bytes. GIT_FAILED if a required filter fails. */
  clean(bytes: Uint8Array): Promise<Buffer>
  /** What Git would write to the working tree. GIT_FAILED likewise. */
  smudge(bytes: Uint8Array): Promise<Buffer>
}

/** The conversion of a document with these attributes. */
export const conversionOf = (
  root: string,
  read: ReadObject,
  file: string,
  attributes: string,
): Conversion => ({
  attributes,
  clean: async bytes => (await readKnown(read, await cleaned(root, file, bytes))).bytes,
  smudge: async bytes => smudged(root, file, await writeBlob(root, bytes)),
})

/** The conversion of a whole file of which Git converts at most the line endings, as it does when a person adds the file. */
export const lineEndingConversion = (
  root: string,
  read: ReadObject,
  file: string,
  attributes: string,
  { writesCrlf, keepsCrlf }: { readonly writesCrlf: boolean; readonly keepsCrlf: boolean },
): Conversion => {
  const by = conversionOf(root, read, file, attributes)
  return {
    attributes,
    // Git takes CRs away, and adds some only where it is told to.
    clean: async bytes => (bytes.includes(13) && !keepsCrlf ? by.clean(bytes) : Buffer.from(bytes)),
    smudge: async bytes => (writesCrlf ? by.smudge(bytes) : Buffer.from(bytes)),
  }
}

const cleaned = (root: string, file: string, bytes: Uint8Array): Promise<string> =>
  gitText(['hash-object', '-w', '--stdin', `--path=${file}`], { cwd: root, input: bytes })

const smudged = async (root: string, file: string, id: string): Promise<Buffer> =>
  (await git(['cat-file', '--filters', `--path=${file}`, id], { cwd: root })).stdout

/** New text as Git would have stored it, had it been written to the working tree and added. */
export const normalized = async (
  conversion: Conversion | undefined,
  bytes: Buffer,
): Promise<Buffer> => (conversion ? await conversion.clean(await conversion.smudge(bytes)) : bytes)
