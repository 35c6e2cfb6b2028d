import { unknownCommit } from '../../errors/git.ts'
import type { Repository, TreeEntry } from '../../ports/repository.ts'
import { catFileAnswer, parseCatFile } from './answers.ts'
import { type GitOptions, git } from './command.ts'
import { openDiffStream } from './diff-stream.ts'
import { isBranch, readHead } from './head.ts'
import { locate } from './locate.ts'
import { openMergeDiffs } from './merge-diffs.ts'
import {
  isObjectId,
  type ReadObject,
  readBlob,
  readChanged,
  readCommit,
  readFile,
  readLinks,
} from './objects.ts'
import { fetchMissing } from './partial-clone.ts'
import { readShallow } from './shallow.ts'
import { openStream } from './streams.ts'

/**
 * A repository read by the git command. Objects come from one `git cat-file --batch` and diffs from one `git diff-tree
 * --stdin`; both start when first needed and end with `close`, a merge takes a process of its own.
 *
 * What a merge itself changed is what was committed compared with Git's automatic merge of its parents: after conflicts
 * their resolution, with the conflict marks as removed lines. Where Git cannot merge the parents again, it is the files
 * unlike those of every parent. Nothing is written to the repository for it.
 *
 * Commits go by full ids; `resolve` turns any other name into one. The person's configuration changes nothing of what is
 * read; the repository's own attributes do (`-diff` makes a file binary).
 */
export const openNativeRepository = async (
  path: string,
  options: { readonly bare?: boolean } = {},
): Promise<Repository> => {
  const facts = await locate(path, options)
  const cut = await readShallow(facts)
  const objects = openStream(['cat-file', '--batch'], { cwd: facts.root, collector: catFileAnswer })
  const read: ReadObject = async id => parseCatFile(await objects.ask(id))
  const diffs = openDiffStream(facts)
  const merges = openMergeDiffs(facts, read, diffs)

  const running = new Set<Promise<unknown>>()
  const run = (args: readonly string[], options: Omit<GitOptions, 'cwd'> = {}) => {
    const answer = git(args, { ...options, cwd: facts.root })
    const end = answer.catch(() => {}).finally(() => running.delete(end))
    running.add(end)
    return answer
  }
  const idOf = async (revision: string, codes: readonly number[]) => {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision]
    // A range is printed as several ids.
    const id = (await run(args, { codes })).stdout.toString().trim()
    return isObjectId(id) ? id : undefined
  }

  return {
    facts,
    async head() {
      const read = await readHead(facts)
      if (read) return read
      const { stdout } = await run(['symbolic-ref', '--quiet', 'HEAD'], { codes: [0, 1] })
      const ref = stdout.toString().trim() || undefined
      return { ref, commit: await idOf(ref ?? 'HEAD', [0, 1]) }
    },
    async resolve(revision) {
      const isName = !revision.includes('\0')
      const id = isName ? await idOf(`${revision}^{commit}`, [0, 1, 128]) : undefined
      if (id === undefined) throw unknownCommit(revision)
      return id
    },
    async commits({ from, to, most }) {
      const tips = [to].flat()
      if (tips.length === 0) return []
      for (const id of [...tips, ...from]) await readLinks(read, id)
      const input = [...tips, ...from.map(id => `^${id}`), ''].join('\n')
      const { stdout } = await run(
        [
          'rev-list',
          '--reverse',
          '--topo-order',
          ...(most === undefined ? [] : [`--max-count=${most}`]),
          '--stdin',
        ],
        { input },
      )
      return stdout.toString().split('\n').slice(0, -1)
    },
    commit: id => readCommit(read, id, cut),
    async contains(of, commit) {
      for (const id of [of, commit]) await readLinks(read, id)
      const { code } = await run(['merge-base', '--is-ancestor', commit, of], { codes: [0, 1] })
      return code === 0
    },
    async branches(id) {
      await readLinks(read, id)
      const places = ['refs/heads', 'refs/remotes']
      const args = ['for-each-ref', `--contains=${id}`, '--format=%(refname)', ...places]
      const refs = (await run(args)).stdout.toString().split('\n').slice(0, -1)
      return refs.filter(isBranch)
    },
    async diff(id) {
      if (!isObjectId(id)) throw unknownCommit(id)
      const diff = await diffs.diff(id)
      // Git prints nothing for a merge, and knows nothing of where a shallow clone ends.
      if (diff.length > 0 && cut.size === 0) return diff
      const commit = await readChanged(read, id, cut)
      return commit.parents.length > 1 ? merges.diff(commit) : diff
    },
    file: (commit, path) => readFile(read, commit, path),
    blob: id => readBlob(read, id),
    async tree(id) {
      await readLinks(read, id)
      return parseListing((await run(['ls-tree', '-r', '-z', '--full-tree', id])).stdout)
    },
    prefetch: commits => fetchMissing(facts, commits),
    async close() {
      await Promise.all([merges.close(), diffs.close(), objects.close(), ...running])
    },
  }
}

/** `mode type id TAB path NUL` of each entry. */
const parseListing = (listing: Buffer): TreeEntry[] =>
  listing
    .toString()
    .split('\0')
    .slice(0, -1)
    .map(entry => {
      const tab = entry.indexOf('\t')
      const [mode = '', , blob = ''] = entry.slice(0, tab).split(' ')
      return { path: entry.slice(tab + 1), mode, blob }
    })
