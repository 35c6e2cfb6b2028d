import { createHash } from 'node:crypto'
import { noRemote, remoteFailed } from '../../../errors/receipts.ts'
import { git, gitText } from '../command.ts'
import { isObjectId } from '../objects.ts'
import { receiptsRef } from './notes.ts'

/** Milliseconds. */
const patience = 120_000

/** The remote of the checked-out branch, or origin. */
export const defaultRemote = async (root: string): Promise<string> => {
  const options = { cwd: root, codes: [0, 1] }
  const branch = await gitText(['symbolic-ref', '--quiet', '--short', 'HEAD'], options)
  const args = ['config', '--get', `branch.${branch}.remote`]
  const own = branch === '' ? '' : await gitText(args, options)
  // A branch may follow another one of the same repository.
  if (own !== '' && own !== '.') return own
  const remotes = (await gitText(['remote'], { cwd: root })).split('\n')
  if (!remotes.includes('origin')) throw noRemote()
  return 'origin'
}

/** Where the remote's notes are; undefined if it has none. */
export const remoteTip = async (root: string, remote: string): Promise<string | undefined> => {
  const { stdout } = await asking(root, remote, ['ls-remote', '--', remote, receiptsRef])
  const id = stdout.toString().split('\t', 1)[0] ?? ''
  return isObjectId(id) ? id : undefined
}

/** Fetches the remote's notes without joining them with ours; their commit, or undefined if there are none. */
export const fetchNotes = async (root: string, remote: string): Promise<string | undefined> => {
  if ((await remoteTip(root, remote)) === undefined) return undefined
  // A ref of our own, so that the next time only what is new travels. A remote may be an address, which is no name for a ref.
  const name = createHash('sha256').update(remote).digest('hex').slice(0, 16)
  const ref = `refs/git-doc/receipts-of/${name}`
  await asking(root, remote, [
    ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
    ...['--', remote, `+${receiptsRef}:${ref}`],
  ])
  return gitText(['rev-parse', ref], { cwd: root })
}

/** Pushes our notes; false if the remote has some that ours do not include. */
export const pushNotes = async (root: string, remote: string, ref: string): Promise<boolean> => {
  // A person's hooks are about their code.
  const args = ['push', '--quiet', '--porcelain', '--no-verify', '--', remote, `${ref}:${ref}`]
  const before = await gitText(['rev-parse', ref], { cwd: root })
  const failure = await asking(root, remote, args).then(
    () => undefined,
    error => error,
  )
  if (!failure) return true
  const theirs = await remoteTip(root, remote)
  if (theirs === before) return true
  const included = theirs !== undefined && (await isIncluded(root, theirs, before))
  if (theirs === undefined || included) throw failure
  return false
}

/** Whether a commit is part of our notes; not if we do not even have it. */
const isIncluded = async (root: string, commit: string, ours: string): Promise<boolean> => {
  const args = ['merge-base', '--is-ancestor', commit, ours]
  return (await git(args, { cwd: root, codes: [0, 1, 128] })).code === 0
}

/** A command that asks a remote. REMOTE_FAILED with Git's own words. */
export const asking = async (root: string, remote: string, args: readonly string[]) => {
  const answer = await git(args, { cwd: root, timeout: patience, codes: [0, 1, 128, 129] })
  if (answer.code === 0) return answer
  const said = answer.stderr.trim().split('\n', 1)[0] || `exit code ${answer.code}`
  throw remoteFailed(withoutPassword(remote), withoutPassword(said))
}

/** An address may hold a name and a password. */
const withoutPassword = (text: string): string => text.replace(/\/\/[^/\s@]*@/g, '//…@')
