import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { gitFailed, gitMissing } from '../../errors.ts'
import { apart, gitEnvironment } from './command.ts'

/** Git may not ask a remote for what a partial clone left there: older versions know no better way than to forbid all transport. */
export const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }

/**
 * Hands on what one `git log` prints, as it comes, until `take` answers false. GIT_FAILED if Git ends in any other way than well:
 * what was handed on until then is not all.
 */
export const streamGit = (
  args: readonly string[],
  cwd: string,
  take: (text: string) => boolean,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd,
      // The paths to look at are told by patterns.
      env: gitEnvironment({ ...offline, GIT_LITERAL_PATHSPECS: '0', GIT_ATTR_NOSYSTEM: '1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: apart,
    })
    const decoder = new StringDecoder('utf8')
    let complaint = ''
    let enough = false
    let failure: unknown
    const stop = () => {
      enough = true
      child.stdout.destroy()
      child.kill()
    }
    child.stdout.on('data', (chunk: Buffer) => {
      if (enough) return
      try {
        if (!take(decoder.write(chunk))) stop()
      } catch (error) {
        failure = error
        stop()
      }
    })
    child.stderr.on('data', chunk => {
      complaint = `${complaint}${chunk}`.slice(-4_000)
    })
    child.on('error', error => {
      failure = (error as NodeJS.ErrnoException).code === 'ENOENT' ? gitMissing(error) : error
    })
    child.on('close', (code, signal) => {
      if (failure !== undefined) return reject(failure)
      if (enough || code === 0) return resolve()
      reject(
        gitFailed(['log'], complaint.trim() || `it ended with ${signal ?? `exit code ${code}`}`),
      )
    })
  })
