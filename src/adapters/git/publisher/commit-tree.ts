import { isGitDocError } from '../../../errors/error.ts'
import { gitFailed } from '../../../errors/git.ts'
import type { Blocker, CommitMessage } from '../../../ports/publisher.ts'
import { git } from '../command.ts'
import { type Identities, makerVariables } from './identities.ts'

/** A commit that no ref names yet, or why it could not be made: no identity, no signature. */
export type MadeCommit = { readonly commit: string } | { readonly blocker: Blocker }

/** Makes a commit. */
export const commitTree = (
  root: string,
  { tree, parent, message }: { tree: string; parent: string; message: CommitMessage },
  { committer }: Identities,
  signing: { wanted: boolean; timeout: number },
): Promise<MadeCommit> =>
  makeCommit(
    root,
    {
      tree,
      parents: [parent],
      message: messageText(message, committer),
      encoding: 'UTF-8',
      env: makerVariables(message),
    },
    signing,
  )

/** A commit as Git stores it, where nothing has to be signed; `now` is its time. */
export const commitObject = (
  { tree, parent, message }: { tree: string; parent: string; message: CommitMessage },
  { author, committer }: Identities,
  now: Date,
): Buffer => {
  const time = `${Math.floor(now.getTime() / 1000)} ${timeZone(now)}`
  const header = [
    `tree ${tree}`,
    `parent ${parent}`,
    `author ${author} ${time}`,
    `committer ${committer} ${time}`,
  ]
  return Buffer.from(`${header.join('\n')}\n\n${messageText(message, committer)}`)
}

/** As `+0130`. */
const timeZone = (now: Date): string => {
  const minutes = -now.getTimezoneOffset()
  const digits = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const [hours, rest] = digits.map(number => String(number).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${hours}${rest}`
}

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
  const { code, stdout, stderr } = await git(args, {
    cwd: root,
    input: commit.message,
    env: commit.env,
    codes: [0, 1, 128],
    // A passphrase may be asked for where nobody sees it.
    ...(signing.wanted && { timeout: signing.timeout, attached: true }),
  }).catch(error => {
    if (signing.wanted && isGitDocError(error) && error.code === 'GIT_FAILED')
      return { code: 1, stdout: '', stderr: `no signature within ${signing.timeout / 1000} s` }
    throw error
  })
  if (code === 0) return { commit: stdout.toString().trim() }
  if (/identity unknown|empty ident|tell me who you are|auto-detect/i.test(stderr))
    return { blocker: unknownIdentity }
  if (signing.wanted && (code === 1 || /sign|gpg/i.test(stderr)))
    return { blocker: notSigned(stderr) }
  throw gitFailed(args, stderr.trim())
}

/** Git does not know who commits. */
export const unknownIdentity: Blocker = {
  reason: 'identity',
  detail:
    'Git does not know who commits here. Set "git config user.name" and "git config user.email", or GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL, GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL.',
  files: [],
}

const notSigned = (stderr: string): Blocker => ({
  reason: 'signing',
  detail: `The commit could not be signed: ${asSentence(stderr)} Check that "git commit -S" works, or set "git config commit.gpgSign false".`,
  files: [],
})

/** What a program printed, as one sentence of at most 200 characters. */
export const asSentence = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 200)
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** Subject, body and a block of trailers that Git itself reads as such. */
export const messageText = (
  { subject, body, trailers, signOff, coAuthors = [] }: CommitMessage,
  committer: string,
): string =>
  [
    oneLine(subject),
    body.replaceAll('\r\n', '\n').replaceAll('\0', '').trim(),
    [
      ...Object.entries(trailers),
      ...coAuthors.map(author => ['Co-authored-by', author] as const),
      ...(signOff ? [['Signed-off-by', committer] as const] : []),
    ]
      .map(([key, value]) => `${key}: ${oneLine(value)}`)
      .join('\n'),
  ]
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n')

const oneLine = (text: string): string => text.replace(/[\s\0]+/g, ' ').trim()
