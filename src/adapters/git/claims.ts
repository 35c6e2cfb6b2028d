import { createHash } from 'node:crypto'
import { isGitDocError } from '../../errors/error.ts'
import { remoteFailed } from '../../errors/receipts.ts'
import type { Claim } from '../../ports/git-commands.ts'
import { git, gitText } from './command.ts'
import { asking, defaultRemote } from './receipts/remote.ts'

/**
 * Claims something for one clone of all, by a ref that only one of them can create on the remote. Repeated by the same clone it
 * answers the same. REMOTE_FAILED.
 */
export const claim = async (root: string, name: string, clone: string): Promise<Claim> => {
  const remote = await defaultRemote(root).catch(error => {
    if (isGitDocError(error) && error.code === 'NO_REMOTE') return undefined
    throw error
  })
  // Without a remote there is no other clone to leave it to.
  if (remote === undefined) return 'alone'
  const ref = `refs/git-doc/claims/${createHash('sha256').update(name).digest('hex')}`
  const input = `${name}\n${clone}\n`
  const ours = await gitText(['hash-object', '-w', '--stdin'], { cwd: root, input })
  const push = [
    'push',
    '--quiet',
    '--no-verify',
    `--force-with-lease=${ref}:`,
    '--',
    remote,
    `${ours}:${ref}`,
  ]
  const { code } = await git(push, { cwd: root, timeout: 120_000, codes: [0, 1, 128] })
  if (code === 0) return 'ours'
  const { stdout } = await asking(root, remote, ['ls-remote', '--', remote, ref])
  const theirs = stdout.toString().split('\t', 1)[0]
  if (!theirs) throw remoteFailed(remote, 'it takes no new refs below refs/git-doc')
  return theirs === ours ? 'ours' : 'taken'
}
