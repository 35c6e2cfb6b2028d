import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { git } from './command.ts'

/**
 * Fetches in one request what a partial clone lacks of some commits' changes; Git itself would fetch it object by object.
 * Best effort: what cannot be fetched is reported by whoever needs it.
 */
export const fetchMissing = async (
  facts: RepositoryFacts,
  commits: readonly string[],
): Promise<void> => {
  if (commits.length === 0 || !(await isPartial(facts))) return
  try {
    const { root } = facts
    const [remote, wanted, missing] = await Promise.all([
      promisorOf(root),
      changedBlobs(root, commits),
      missingObjects(root, commits),
    ])
    const needed = [...new Set(wanted)].filter(id => missing.has(id))
    if (remote !== undefined && needed.length > 0) await fetchObjects(root, remote, needed)
  } catch {
    // A remote that does not answer, or a commit that is not here.
  }
}

/** A pack from a promisor is marked by a file of its name. */
const isPartial = async ({ commonDirectory }: RepositoryFacts): Promise<boolean> => {
  const names = await readdir(join(commonDirectory, 'objects/pack')).catch(() => [] as string[])
  return names.some(name => name.endsWith('.promisor'))
}

const promisorOf = async (root: string): Promise<string | undefined> => {
  const args = ['config', '--get-regexp', '^remote\\..*\\.promisor$', 'true']
  const { stdout } = await git(args, { cwd: root, codes: [0, 1] })
  return /^remote\.(.*)\.promisor\b/m.exec(stdout.toString())?.[1]
}

/** The blobs before and after each change; trees alone say that. */
const changedBlobs = async (
  root: string,
  commits: readonly string[],
): Promise<readonly string[]> => {
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '-m',
    '--root',
    '--raw',
    '--no-renames',
    '--no-abbrev',
  ]
  const { stdout } = await git(args, { cwd: root, input: lines(commits) })
  return stdout
    .toString()
    .split('\n')
    .flatMap(line => (line.startsWith(':') ? line.split(' ').slice(2, 4) : []))
}

/** The objects of these commits and their parents that are not here. */
const missingObjects = async (
  root: string,
  commits: readonly string[],
): Promise<ReadonlySet<string>> => {
  const trees = commits.flatMap(id => [id, `${id}^@`])
  const args = ['rev-list', '--objects', '--missing=print', '--no-walk=unsorted', '--stdin']
  const { stdout } = await git(args, { cwd: root, input: lines(trees) })
  const found = stdout.toString().split('\n')
  return new Set(found.flatMap(line => (line.startsWith('?') ? [line.slice(1)] : [])))
}

/** As Git fetches one object that it misses. */
const fetchObjects = async (
  root: string,
  remote: string,
  ids: readonly string[],
): Promise<void> => {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no']
  await git(
    [
      ...['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', remote],
      ...[...quiet, '--no-auto-maintenance', '--filter=blob:none', '--stdin'],
    ],
    { cwd: root, input: lines(ids) },
  )
}

const lines = (words: readonly string[]): string => words.map(word => `${word}\n`).join('')
