import { interrupted, isGitDocError } from '../../errors/error.ts'
import { remoteRefused, remoteSilent } from '../../errors/upstream.ts'
import { spawnGit } from '../git/spawn-git.ts'
import { killAtExit } from '../process/end-group.ts'
import { endFound, groupExists } from '../process/end-processes.ts'

/** An address as it may be shown: without a user's name and password. */
export const shownRemote = (address: string): string =>
  address.replace(/^([a-z+]+:\/\/)[^@/?#]*@/i, '$1')

interface RemoteGitOptions {
  readonly remote: string
  readonly cwd: string
  readonly signal: AbortSignal
  /** How long it may take. */
  readonly milliseconds: number
}

/** How long Git and what it started may take to end when they are told to, in milliseconds. */
const grace = 2_000

/**
 * Runs a Git command that speaks to a remote, and asks nobody for a password. Resolves to what it printed; the signal ends it, and so
 * does the time, with whatever it started (`ssh`, a helper). REMOTE_SILENT, REMOTE_REFUSED with Git's last words, GIT_MISSING, INTERRUPTED.
 */
export const remoteGit = async (
  args: readonly string[],
  { remote, cwd, signal, milliseconds }: RemoteGitOptions,
): Promise<string> => {
  if (signal.aborted) throw interrupted()
  const chunks: Buffer[] = []
  const child = spawnGit(args, {
    cwd,
    env: {
      // Neither a window nor a terminal may ask: nobody may be there.
      GIT_ASKPASS: '',
      SSH_ASKPASS: '',
      SSH_ASKPASS_REQUIRE: 'never',
    },
    onOutput: chunk => chunks.push(chunk),
  })
  const { group } = child
  const forget = group === undefined ? () => {} : killAtExit(group)
  let ending: Promise<unknown> | undefined
  const end = () => {
    // Git itself may leave what it started.
    if (group === undefined) child.kill()
    else ending ??= endFound(() => (groupExists(group) ? [{ pid: -group, name: '' }] : []), grace)
  }
  const deadline = AbortSignal.timeout(milliseconds)
  const ends = AbortSignal.any([signal, deadline])
  ends.addEventListener('abort', end, { once: true })
  child.end()
  const { code, error, broken, stderr } = await child.ended
  ends.removeEventListener('abort', end)
  const isLate = deadline.aborted
  await ending
  forget()
  if (signal.aborted) throw interrupted()
  if (isLate) throw remoteSilent(shownRemote(remote), milliseconds)
  if (broken) throw error
  if (code !== 0) {
    // A full disk is no matter of the remote.
    if (isGitDocError(error) && error.code === 'SYSTEM_LIMIT') throw error
    throw remoteRefused(shownRemote(remote), lastLine(stderr), error)
  }
  return Buffer.concat(chunks).toString()
}

const lastLine = (text: string): string =>
  text.trim().split('\n').at(-1)?.trim() || 'Git said nothing.'
