import { openGuard } from '../../app/releases.ts'
import { type GuardedChange, guardCommit, guardPush } from '../../commands/release/guard.ts'
import { releasesNotConfigured } from '../../errors/releases.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { maybeName, printJson, type ReleaseOptions } from './options.ts'

/** Says whether what is staged in the index, or HEAD, changes a release that must stay as it is. */
export const guard = async (
  args: readonly string[],
  _: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const hook = maybeName(args, 'hook') ?? 'pre-commit'
  if (hook !== 'pre-commit' && hook !== 'pre-push')
    throw wrongUsage(`"${hook}" is no hook of the guard.`, 'There are pre-commit and pre-push.')
  const changes = await guardedIn(hook, terminal, 'HEAD')
  if (!changes) throw releasesNotConfigured()
  if (terminal.json) printJson(terminal, { hook, refused: changes.length > 0, changes })
  else if (changes.length === 0) terminal.print('Nothing that must stay as it is was changed.')
  else for (const change of changes) terminal.print(guardText(change))
  return changes.length > 0 ? exitCode.failed : exitCode.done
}

/** What a hook would let through and must not; undefined where there are no releases. `pushed` is what Git says of a push, or a commit. */
export const guardedIn = async (
  hook: 'pre-commit' | 'pre-push',
  { place }: Terminal,
  pushed: string,
): Promise<readonly GuardedChange[] | undefined> => {
  const here = await openGuard(place)
  if (!here) return undefined
  try {
    if (hook === 'pre-commit') return await guardCommit(here.reading, here.indexFile)
    return await guardPush(here.reading, await refsIn(pushed, here.reading))
  } finally {
    await here.close()
  }
}

type Reading = NonNullable<Awaited<ReturnType<typeof openGuard>>>['reading']

/** The lines of Git's pre-push: a local ref, its id, the remote's ref, its id; ids of zeros mean that there is none. */
const refsIn = async (text: string, { repository }: Reading) => {
  if (text === 'HEAD') return [{ to: await repository.resolve('HEAD') }]
  return text.split('\n').flatMap(line => {
    const [, to = '', , from = ''] = line.trim().split(' ')
    if (!/[1-9a-f]/.test(to)) return []
    return [/[1-9a-f]/.test(from) ? { to, from } : { to }]
  })
}

export const guardText = ({ release, why, folder }: GuardedChange): string =>
  why === 'released'
    ? `${release} was in production, so ${folder} stays as it is for ever.`
    : `${release} is staged, so ${folder} stays as it is.`
