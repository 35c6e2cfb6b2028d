import type { CommitMessage } from '../../../ports/publisher.ts'
import { git } from '../command.ts'
import { parseLinks } from '../commit-object.ts'
import { readKnown } from '../objects.ts'
import { type MadeCommit, makeCommit } from './commit-tree.ts'
import type { GitReader } from './reader.ts'

/** Headers that an amended commit can have again; a signed commit is signed again or not amended. */
const kept = new Set(['tree', 'parent', 'author', 'committer', 'encoding'])

/**
 * Why a commit is not to be amended, as a sentence; undefined where it may be: it is the last of its branch, no other branch,
 * remote-tracking branch or tag has it, no tracked file is changed, and Git's own commands can make it again.
 */
export const whySeparate = async (
  { root, read }: GitReader,
  commit: string,
  head: { readonly ref: string; readonly commit: string },
): Promise<string | undefined> => {
  if (head.commit !== commit) return 'The commit is not the last one of its branch.'
  const other = await otherRef(root, commit, head.ref)
  if (other) return `The commit is part of ${other} too.`
  const { stdout: status } = await git(['status', '--porcelain=v1', '--untracked-files=no'], {
    cwd: root,
  })
  if (status.length > 0) return 'Tracked files have changes that are not committed.'
  return whyNotMade((await readKnown(read, commit)).bytes)
}

const otherRef = async (root: string, commit: string, ref: string): Promise<string | undefined> => {
  const args = ['for-each-ref', '--format=%(refname)', `--contains=${commit}`]
  const { stdout } = await git([...args, 'refs/heads', 'refs/remotes', 'refs/tags'], { cwd: root })
  return stdout
    .toString()
    .split('\n')
    .find(name => name !== '' && name !== ref)
}

const whyNotMade = (object: Buffer): string | undefined => {
  const { lines, header } = headerOf(object)
  const names = lines.filter(line => !line.startsWith(' ')).map(line => line.split(' ', 1)[0] ?? '')
  const other = names.find(name => !kept.has(name))
  if (other?.startsWith('gpgsig')) return 'The commit is signed.'
  if (other) return `The commit has a header that would be lost: ${other}.`
  if (!authorOf(header)) return 'Its author is written in a way that Git would change.'
  return undefined
}

const headerOf = (object: Buffer) => {
  const header = object.subarray(0, object.indexOf('\n\n'))
  return { header, lines: header.toString('latin1').split('\n') }
}

/** The author as environment variables, if Git makes the same line of them. */
const authorOf = (header: Buffer): Record<string, string> | undefined => {
  const text = header.toString('utf8')
  if (!Buffer.from(text).equals(header)) return undefined
  const line = /^author (\S|\S.*\S) <(\S+)> (\d+) ([+-]\d{4})$/m.exec(text)
  const [, name = '', email = '', time, zone] = line ?? []
  const crud = /^[.,:;<>"\\']|[.,:;<>"\\']$|[\0\n<>]/
  if (!line || crud.test(name) || crud.test(email)) return undefined
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: `@${time} ${zone}`,
  }
}

/** Makes a commit again with another tree and more trailers: its parents, author, date, encoding and message are as they were. */
export const amendedCommit = async (
  { root, read }: GitReader,
  commit: { readonly id: string; readonly tree: string; readonly message: CommitMessage },
  signing: { readonly wanted: boolean; readonly timeout: number },
): Promise<MadeCommit> => {
  const object = (await readKnown(read, commit.id)).bytes
  const { header, lines } = headerOf(object)
  const encoding = lines.find(line => line.startsWith('encoding '))?.slice('encoding '.length)
  const trailers = {
    'Git-Doc-Run': commit.message.trailers['Git-Doc-Run'] ?? '',
    'Git-Doc-Amended': commit.id,
  }
  const { stdout: message } = await git(
    [
      ...['interpret-trailers', '--no-divider', '--where=end', '--if-exists=replace'],
      ...Object.entries(trailers).map(([key, value]) => `--trailer=${key}: ${value}`),
    ],
    { cwd: root, input: object.subarray(header.length + 2) },
  )
  return makeCommit(
    root,
    {
      tree: commit.tree,
      parents: parseLinks(object).parents,
      message,
      encoding: encoding ?? 'UTF-8',
      env: authorOf(header) ?? {},
    },
    signing,
  )
}
