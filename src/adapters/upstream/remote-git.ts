import { interrupted, isGitDocError } from '../../errors/error.ts'
import { remoteRefused } from '../../errors/upstream.ts'
import { spawnGit } from '../git/spawn-git.ts'

/** An address as it may be shown: without a user's name and password. */
export const shownRemote = (address: string): string =>
  address.replace(/^([a-z+]+:\/\/)[^@/?#]*@/i, '$1')

interface RemoteGitOptions {
  readonly remote: string
  readonly cwd: string
  readonly signal: AbortSignal
}

/**
 * Runs a Git command that speaks to a remote, and asks nobody for a password. Resolves to what it printed; the signal ends it.
 * REMOTE_REFUSED with Git's last words, GIT_MISSING, INTERRUPTED.
 */
export const remoteGit = async (
  args: readonly string[],
  { remote, cwd, signal }: RemoteGitOptions,
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
  const end = () => child.kill()
  signal.addEventListener('abort', end, { once: true })
  child.end()
  const { code, error, broken, stderr } = await child.ended
  signal.removeEventListener('abort', end)
  if (signal.aborted) throw interrupted()
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
