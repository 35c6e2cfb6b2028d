import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { type GitOptions, git, gitText, withConfig } from './command.ts'
import { type DiffStream, openDiffStream } from './diff-stream.ts'

/** Merges commits as Git does, in a folder of its own: the repository gets no object and no merge driver runs. */
export interface Merges {
  /** The tree of their automatic merge; where it has conflicts, with their marks in the files. */
  merge(parents: readonly string[]): Promise<string>
  /** Compares such a tree with another one. */
  diff: DiffStream['diff']
  close(): Promise<void>
}

/** Makes the scratch folder, which `close` removes. */
export const openMerges = async (facts: RepositoryFacts): Promise<Merges> => {
  const scratch = await mkdtemp(join(tmpdir(), 'git-doc-merges-'))
  const objects = join(scratch, 'objects')
  await mkdir(objects)
  const options = { cwd: scratch, env: mergeEnvironment(facts, scratch, objects) }
  const diffs = openDiffStream(facts, { GIT_ALTERNATE_OBJECT_DIRECTORIES: asListed(objects) })
  return {
    merge: parents => mergeAll(parents, options),
    diff: diffs.diff,
    async close() {
      await diffs.close()
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const mergeConfig = {
  'core.attributesFile': '/dev/null',
  'diff.algorithm': 'histogram',
  'diff.renames': 'true',
  'merge.conflictStyle': 'merge',
  'merge.directoryRenames': 'conflict',
  'merge.renameLimit': '7000',
  'merge.renames': 'true',
  'merge.renormalize': 'false',
}

/**
 * New objects go to the scratch folder. The working tree is the empty scratch folder too, so that no attribute names a merge
 * driver, which would be a program of the person's.
 */
const mergeEnvironment = (facts: RepositoryFacts, scratch: string, objects: string) => ({
  GIT_DIR: facts.gitDirectory,
  GIT_WORK_TREE: scratch,
  GIT_INDEX_FILE: join(scratch, 'index'),
  GIT_OBJECT_DIRECTORY: objects,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: asListed(join(facts.commonDirectory, 'objects')),
  GIT_ATTR_NOSYSTEM: '1',
})

/** A path in a list that Git splits at colons, or semicolons on Windows. */
const asListed = (path: string) => `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** One head after the other, as Git's octopus does; what is merged so far becomes a commit for the next. */
const mergeAll = async (
  [first = '', ...others]: readonly string[],
  options: GitOptions,
): Promise<string> => {
  let head = first
  let tree = ''
  for (const [place, other] of others.entries()) {
    tree = await mergeTwo(head, other, options)
    if (place < others.length - 1) head = await commitMerge(tree, [head, other], options)
  }
  return tree
}

/** A process for each merge: `merge-tree --stdin` of Git 2.39 keeps its answers until it ends. */
const mergeTwo = async (ours: string, theirs: string, options: GitOptions): Promise<string> => {
  const { stdout } = await git(withConfig(mergeConfig, [...mergeCommand, ours, theirs]), {
    ...options,
    // With conflicts it ends with 1, and prints the tree as well.
    codes: [0, 1],
  })
  return stdout.toString('latin1').split('\n')[0] as string
}

const mergeCommand = [
  'merge-tree',
  '--write-tree',
  '--name-only',
  '--no-messages',
  '--allow-unrelated-histories',
]

const commitMerge = (tree: string, parents: readonly string[], options: GitOptions) =>
  gitText(['commit-tree', tree, ...parents.flatMap(id => ['-p', id]), '-m', 'so far'], {
    ...options,
    env: { ...options.env, ...nobody },
  })

const nobody = {
  GIT_AUTHOR_NAME: 'git-doc',
  GIT_AUTHOR_EMAIL: 'git-doc',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_NAME: 'git-doc',
  GIT_COMMITTER_EMAIL: 'git-doc',
  GIT_COMMITTER_DATE: '@0 +0000',
}
