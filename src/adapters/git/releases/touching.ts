import type { TouchingCommit } from '../../../ports/release-git.ts'
import { git } from '../command.ts'
import { parseTrailers } from '../trailers.ts'

/** Fields that hold no NUL; the message is last, because it may hold line feeds. */
const format = ['%H', '%P', '%an', '%ae', '%cn', '%ce', '%cI', '%s', '%B'].join('%x00')

/** The commits up to one that changed a path against any of their parents, merges among them, parents before children. */
export const touchingCommits = async (
  root: string,
  to: string,
  path: string,
): Promise<readonly TouchingCommit[]> => {
  const args = [
    'rev-list',
    '--full-history',
    '--topo-order',
    '--reverse',
    '--encoding=UTF-8',
    '--no-commit-header',
    `--format=${format}%x00`,
    to,
    '--',
    path,
  ]
  const { stdout } = await git(args, { cwd: root })
  const fields = stdout.toString().split('\0')
  const commits: TouchingCommit[] = []
  // A line feed stands between a commit's last NUL and the next id.
  for (let at = 0; at + 8 < fields.length; at += 9) commits.push(commitOf(fields.slice(at, at + 9)))
  return commits
}

const commitOf = ([
  commit = '',
  parents = '',
  authorName = '',
  authorEmail = '',
  committerName = '',
  committerEmail = '',
  at = '',
  subject = '',
  message = '',
]: readonly string[]): TouchingCommit => ({
  commit: commit.trim(),
  parents: parents.split(' ').filter(Boolean),
  author: { name: authorName, email: authorEmail },
  committer: { name: committerName, email: committerEmail },
  at,
  subject,
  message,
  trailers: parseTrailers(message),
})

/** The paths below a folder that each commit changed, oldest first; of a merge those that it has as no parent has. */
export const changedBelow = async (
  root: string,
  to: string,
  folder: string,
): Promise<readonly { readonly commit: string; readonly paths: readonly string[] }[]> => {
  const { stdout } = await git(
    [
      'log',
      '--topo-order',
      '--reverse',
      '--format=%x01%H',
      '--name-only',
      '--no-renames',
      '--diff-merges=dense-combined',
      '-z',
      to,
      ...(folder === '' ? [] : ['--', folder]),
    ],
    { cwd: root },
  )
  return stdout
    .toString()
    .split('\x01')
    .slice(1)
    .map(part => {
      const [commit = '', ...paths] = part.split('\0')
      return { commit, paths: paths.map(path => path.replace(/^\n/, '')).filter(Boolean) }
    })
}
