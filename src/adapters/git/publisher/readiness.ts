import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { isGitDocError } from '../../../errors/error.ts'
import type { Blocker, Makers } from '../../../ports/publisher.ts'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { git } from '../command.ts'
import { attributeFiles } from './attributes.ts'
import { asSentence, makeCommit, unknownIdentity } from './commit-tree.ts'
import type { Conversion } from './conversion.ts'
import type { GitReader } from './reader.ts'
import { readDocument } from './worktree-file.ts'

/** What would keep this repository from taking any commit of ours: write permission, an identity, a signature. */
export const repositoryBlocker = async (
  reader: GitReader,
  options: Makers & { readonly signingTimeout: number },
): Promise<Blocker | undefined> =>
  (await unwritable(reader)) ??
  ((await reader.identities(options)) ? undefined : unknownIdentity) ??
  (await unsignable(reader, options.signingTimeout))

const unwritable = async ({
  gitDirectory,
  commonDirectory,
}: RepositoryPaths): Promise<Blocker | undefined> => {
  for (const folder of [gitDirectory, join(commonDirectory, 'objects')])
    try {
      await access(folder, constants.W_OK)
    } catch {
      const detail = `${folder} cannot be written. Run git-doc as the user who owns the repository, or give write permission.`
      return { reason: 'unwritable', detail, files: [] }
    }
  return undefined
}

/** Signs a commit that no ref will ever name; so a passphrase is asked for before anything is paid. */
const unsignable = async (
  { root, signsCommits }: GitReader,
  timeout: number,
): Promise<Blocker | undefined> => {
  if (!(await signsCommits())) return undefined
  const tree = await emptyTree(root)
  const commit = { tree, parents: [], message: 'Can it be signed?\n', encoding: 'UTF-8', env: {} }
  const made = await makeCommit(root, commit, { wanted: true, timeout })
  return 'blocker' in made ? made.blocker : undefined
}

const emptyTree = async (root: string): Promise<string> =>
  (await git(['hash-object', '-w', '-t', 'tree', '--stdin'], { cwd: root, input: '' })).stdout
    .toString()
    .trim()

/** What would keep a commit from changing these documents: Git cannot convert one there and back. */
export const documentsBlocker = async (
  reader: GitReader,
  files: readonly string[],
): Promise<Blocker | undefined> => {
  const { root, conversions } = reader
  const converted = await conversions(files)
  const withoutRules = await rulesBlocker(reader, converted, 'document-converted')
  if (withoutRules) return withoutRules
  for (const [file, { attributes, clean, smudge }] of converted) {
    const found = await readDocument(root, file)
    if (!found) continue
    try {
      await smudge(await clean(found.bytes))
    } catch (error) {
      if (!isGitDocError(error) || error.code !== 'GIT_FAILED') throw error
      return notConverted('document-converted', file, attributes, error)
    }
  }
  return undefined
}

/** Git cannot convert a file there and back. */
export const notConverted = (
  reason: Converted,
  file: string,
  attributes: string,
  error: Error,
): Blocker => {
  const what = reason === 'document-converted' ? 'document' : 'file'
  const detail = `Git cannot convert ${file} (${attributes}): ${asSentence(error.message)} Repair the filter, or exclude the ${what} from it in .gitattributes.`
  return { reason, detail, files: [file] }
}

/** The attribute files that say how to convert some files are not checked out. */
export const rulesBlocker = async (
  { root, indexEntries }: GitReader,
  converted: ReadonlyMap<string, Conversion>,
  reason: Converted,
): Promise<Blocker | undefined> => {
  const [first] = converted
  if (!first) return undefined
  const rules = await indexEntries(attributeFiles([...converted.keys()]))
  const absent = rules.find(({ path }) => !existsSync(join(root, path)))?.path
  return absent === undefined ? undefined : leftOut(reason, first[0], first[1].attributes, absent)
}

type Converted = 'document-converted' | 'file-converted'

/** `git hash-object` and `git cat-file` look for attributes in the working tree only. */
const leftOut = (reason: Converted, file: string, attributes: string, rules: string): Blocker => ({
  reason,
  detail: `Git converts ${file} (${attributes}), but ${rules} is not checked out. Bring it back: "git sparse-checkout add /${rules}", or "git restore ${rules}".`,
  files: [file],
})
