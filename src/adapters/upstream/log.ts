import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gitText } from '../git/command.ts'
import { remoteGit } from './remote-git.ts'

/** How many lines are shown. */
const most = 200

/** How long a remote may take to give its history, in milliseconds. */
const patience = 10 * 60_000

/** What is new between two commits of a remote, which are fetched into a repository of the state folder, without files. */
export const logBetween = async (
  { root, folder }: { readonly root: string; readonly folder: string },
  {
    source,
    remote,
    from,
    to,
  }: {
    readonly source: string
    readonly remote: string
    readonly from: string
    readonly to: string
  },
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const bare = join(folder, 'upstream', `${source}.git`)
  await mkdir(bare, { recursive: true, mode: 0o700 })
  await gitText(['init', '--quiet', '--bare'], { cwd: bare })
  const address = /^\.{1,2}\//.test(remote) ? join(root, remote) : remote
  const fetch = (refs: readonly string[]) => [
    'fetch',
    '--quiet',
    '--no-tags',
    '--filter=tree:0',
    '--',
    address,
    ...refs,
  ]
  const tips = ['+refs/tags/*:refs/tags/*', '+refs/heads/*:refs/heads/*']
  await remoteGit(fetch(tips), { remote, cwd: bare, signal, milliseconds: patience })
  const text = await gitText(
    [
      'log',
      '--no-color',
      '--no-show-signature',
      `--max-count=${most}`,
      '--format=%h %s',
      `${from}..${to}`,
    ],
    { cwd: bare },
  )
  return text.split('\n').filter(Boolean)
}
