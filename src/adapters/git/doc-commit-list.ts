import { git, gitText } from './command.ts'
import { parseTrailers } from './trailers.ts'

/** A doc commit that a branch holds, by what its trailers say: which commit it follows, in which run. */
export interface ListedDocCommit {
  readonly docCommit: string
  readonly commit: string
  readonly run: string
  /** The branches that hold it, as `refs/heads/…`. */
  readonly refs: readonly string[]
}

/** The doc commits of every local branch, newest first; commits that revert one are left out. */
export const listDocCommits = async (root: string): Promise<readonly ListedDocCommit[]> => {
  const options = { cwd: root }
  const refs = await gitText(['for-each-ref', '--format=%(refname)', 'refs/heads/'], options)
  const found = new Map<string, { docCommit: string; trailers: Trailers; refs: string[] }>()
  for (const ref of refs.split('\n').filter(Boolean)) {
    for (const { docCommit, trailers } of await docCommitsOf(ref, root)) {
      const known = found.get(docCommit)
      if (known) known.refs.push(ref)
      else found.set(docCommit, { docCommit, trailers, refs: [ref] })
    }
  }
  return [...found.values()].flatMap(({ docCommit, trailers, refs }) => {
    const { 'git-doc-commit': commit = '', 'git-doc-run': run = '' } = trailers
    const isOne = run === `commit/${commit}` && trailers['git-doc-reverts'] === undefined
    return isOne ? [{ docCommit, commit, run, refs }] : []
  })
}

type Trailers = Readonly<Record<string, string>>

/** A separator that no message holds: Git refuses NUL in one. */
const docCommitsOf = async (
  ref: string,
  root: string,
): Promise<{ docCommit: string; trailers: Trailers }[]> => {
  const filter = ['--fixed-strings', '--grep=Git-Doc-Run: ', '--topo-order']
  const args = ['rev-list', ...filter, '--encoding=UTF-8', '--format=%H%x00%B%x00', ref, '--']
  const { stdout } = await git(args, { cwd: root })
  return stdout
    .toString()
    .split('\0\n')
    .filter(Boolean)
    .map(part => {
      const [head = '', message = ''] = part.split('\0')
      return { docCommit: head.slice(head.lastIndexOf('\n') + 1), trailers: parseTrailers(message) }
    })
}
