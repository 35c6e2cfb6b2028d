import { interrupted, isGitDocError } from '../../errors/error.ts'
import { remoteRefused, remoteSilent } from '../../errors/upstream.ts'
import type { RemoteRef } from '../../ports/upstream.ts'
import { withDeadline } from '../http/deadline.ts'
import { remoteGit, shownRemote } from './remote-git.ts'

/** How long a remote may take to list its refs, in milliseconds. */
const patience = 30_000

interface AskingRefs {
  readonly root: string
  readonly signal: AbortSignal
  readonly milliseconds?: number | undefined
}

/**
 * The refs of a remote that begin so. Behind http(s) they are asked for without a git command; if the server wants to know who asks, and
 * for every other address, Git is asked, which knows a person's keys and passwords. REMOTE_SILENT, REMOTE_REFUSED, INTERRUPTED.
 */
export const refsOf = async (
  remote: string,
  prefix: string,
  { root, signal, milliseconds = patience }: AskingRefs,
): Promise<readonly RemoteRef[]> => {
  const byGit = { remote, cwd: root, signal, milliseconds }
  const fail = (error: unknown): never => {
    if (!isGitDocError(error) || ownCodes.has(error.code)) throw error
    throw remoteRefused(shownRemote(remote), wordsOf(error.message), error)
  }
  if (!/^https?:/i.test(remote)) return listed(prefix, byGit).catch(fail)
  const { remoteRefs } = await import('../git/isomorphic/remote-refs.ts')
  const deadline = {
    signal,
    milliseconds,
    aborted: interrupted,
    timedOut: () => remoteSilent(shownRemote(remote), milliseconds),
  }
  try {
    return await withDeadline(ends => remoteRefs(remote, prefix, ends), deadline)
  } catch (error) {
    const wantsName = isGitDocError(error) && /\b(?:401|403|404)\b/.test(error.message)
    if (!wantsName || signal.aborted) return fail(error)
    return listed(prefix, byGit).catch(other =>
      fail(isGitDocError(other) && other.code === 'GIT_MISSING' ? error : other),
    )
  }
}

/** Errors that say all there is to say. */
const ownCodes = new Set(['REMOTE_REFUSED', 'REMOTE_SILENT', 'INTERRUPTED'])

/** What `git ls-remote` prints: an object and its ref a line; what a tag names in the end has `^{}` behind it. */
const listed = async (
  prefix: string,
  options: Parameters<typeof remoteGit>[1],
): Promise<readonly RemoteRef[]> => {
  const text = await remoteGit(['ls-remote', '--', options.remote], options)
  const peeled = new Map<string, string>()
  const refs: RemoteRef[] = []
  for (const line of text.split('\n')) {
    const [id = '', ref = ''] = line.split('\t')
    if (ref.endsWith('^{}')) peeled.set(ref.slice(0, -3), id)
    else if (ref.startsWith(prefix)) refs.push({ ref, id })
  }
  return refs.map(ref => {
    const object = peeled.get(ref.ref)
    return object === undefined ? ref : { ...ref, peeled: object }
  })
}

/** The last thing that was said of it. */
const wordsOf = (message: string): string =>
  message
    .replace(/^"git [^"]*" failed: /, '')
    .split('\n')
    .filter(Boolean)
    .at(-1) ?? message
