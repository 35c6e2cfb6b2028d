import { gitFailed, invalidConfig, isGitDocError } from '../../../errors.ts'
import type { DocCommitMessage } from '../../../ports/doc-commits.ts'
import { git } from '../command.ts'

/** Whether the person has their commits signed. */
export const signsCommits = async (root: string): Promise<boolean> => {
  const { stdout } = await git(['config', '--type=bool', '--get', 'commit.gpgsign'], {
    cwd: root,
    codes: [0, 1],
  })
  return stdout.toString().trim() === 'true'
}

/** A commit that no ref names yet, or why it could not be signed. */
export type MadeCommit = { readonly commit: string } | { readonly unsigned: string }

/** Makes a doc commit. */
export const commitTree = (
  root: string,
  { tree, parent, message }: { tree: string; parent: string; message: DocCommitMessage },
  signing: { wanted: boolean; timeout: number },
): Promise<MadeCommit> =>
  makeCommit(
    root,
    {
      tree,
      parents: [parent],
      message: messageText(message),
      encoding: 'UTF-8',
      env: authorVariables(message.author),
    },
    signing,
  )

/** Makes a commit of which every part is given; `message` is taken byte by byte. */
export const makeCommit = async (
  root: string,
  commit: {
    readonly tree: string
    readonly parents: readonly string[]
    readonly message: string | Uint8Array
    readonly encoding: string
    readonly env: Readonly<Record<string, string>>
  },
  signing: { readonly wanted: boolean; readonly timeout: number },
): Promise<MadeCommit> => {
  const args = [
    ...['-c', `i18n.commitEncoding=${commit.encoding}`, 'commit-tree'],
    // commit-tree does not look at commit.gpgsign.
    ...(signing.wanted ? ['-S'] : []),
    ...commit.parents.flatMap(parent => ['-p', parent]),
    ...['-F', '-', commit.tree],
  ]
  const options = { cwd: root, input: commit.message, env: commit.env }
  if (!signing.wanted) return { commit: (await git(args, options)).stdout.toString().trim() }

  const { code, stdout, stderr } = await git(args, {
    ...options,
    codes: [0, 1, 128],
    // A passphrase may be asked for where nobody sees it.
    timeout: signing.timeout,
    attached: signing.wanted,
  }).catch(error => {
    if (isGitDocError(error) && error.code === 'GIT_FAILED')
      return { code: 1, stdout: '', stderr: `no signature within ${signing.timeout / 1000} s` }
    throw error
  })
  if (code === 0) return { commit: stdout.toString().trim() }
  if (code === 1 || /sign|gpg/i.test(stderr)) return { unsigned: stderr.trim() }
  throw gitFailed(args, stderr.trim())
}

/** Subject, body and a block of trailers that Git itself reads as such. */
export const messageText = ({ subject, body, trailers }: DocCommitMessage): string =>
  [
    oneLine(subject),
    body.replaceAll('\r\n', '\n').replaceAll('\0', '').trim(),
    Object.entries(trailers)
      .map(([key, value]) => `${key}: ${oneLine(value)}`)
      .join('\n'),
  ]
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n')

const oneLine = (text: string): string => text.replace(/[\s\0]+/g, ' ').trim()

const authorVariables = (author: string | undefined): Record<string, string> => {
  if (author === undefined) return {}
  const [, name, email] = /^\s*([^<>\n]*?)\s*<([^<>\n]*)>\s*$/.exec(author) ?? []
  if (!name || !email)
    throw invalidConfig(
      'git.doc_commit_author',
      `"${author}" is no author.`,
      'Write it as "Name <email>".',
    )
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }
}
