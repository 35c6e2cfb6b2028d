import { StringDecoder } from 'node:string_decoder'
import { spawnGit } from './spawn-git.ts'

/** Git must not ask a remote for what a partial clone left there. Versions before 2.44 obey only a ban on all transport. */
export const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }

/**
 * Passes on what one `git log` prints, as it comes, until `take` answers false. GIT_FAILED if Git fails: then what was
 * passed on is not all.
 */
export const streamGit = async (
  args: readonly string[],
  cwd: string,
  take: (text: string) => boolean,
): Promise<void> => {
  const decoder = new StringDecoder('utf8')
  let stopped = false
  let failure: unknown
  const child = spawnGit(args, {
    cwd,
    // The paths to look at are patterns.
    env: { ...offline, GIT_LITERAL_PATHSPECS: '0', GIT_ATTR_NOSYSTEM: '1' },
    onOutput(chunk) {
      if (stopped) return
      try {
        stopped = !take(decoder.write(chunk))
      } catch (error) {
        failure = error
        stopped = true
      }
      if (stopped) child.kill()
    },
  })
  child.end()
  const { code, error } = await child.ended
  if (failure !== undefined) throw failure
  if (!stopped && code !== 0) throw error
}
