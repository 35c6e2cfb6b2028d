import { alertCommandFailed } from '../../errors/alerts.ts'
import { interrupted } from '../../errors/error.ts'
import { secretMissing } from '../../errors/http.ts'
import type { Alert, Alerts, Delivery } from '../../ports/alerts.ts'
import type { Processes } from '../../ports/processes.ts'
import type { Settings } from '../../ports/settings.ts'

export interface AlertTools {
  readonly root: string
  readonly processes: Processes
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  now(): Date
  isAllowed(): Promise<boolean>
}

/** The receiver of the settings; undefined if there is none. Nothing is loaded before the first alert. */
export const openAlerts = (
  { on, command, shell, url, secretEnv, timeout }: Settings['alerts'],
  { root, processes, signal, env, now, isAllowed }: AlertTools,
): Alerts | undefined => {
  const run = async (words: string | readonly string[], alert: Alert): Promise<Delivery> => {
    const {
      endedBy,
      exit,
      signal: by,
      error,
    } = await processes.run({
      command: words,
      shell,
      cwd: root,
      run: alert.run,
      variables: {
        GIT_DOC_ALERT_ID: alert.id,
        GIT_DOC_STATE: alert.state,
        ...(alert.commit !== undefined && { GIT_DOC_COMMIT: alert.commit }),
      },
      inherit: secretEnv === undefined ? [] : [secretEnv],
      input: alert.body,
      timeout,
      signal,
    })
    if (endedBy === 'exit' && exit === 0) return { to: 'command' as const }
    if (endedBy === 'interrupt') throw interrupted()
    const [program = ''] = typeof words === 'string' ? words.split(' ', 1) : words
    throw alertCommandFailed(program, error?.code ?? by ?? `exit code ${exit}`)
  }
  const post = async (address: string, alert: Alert): Promise<Delivery> => {
    const secret = env[secretEnv ?? '']
    if (!secret) throw secretMissing(secretEnv ?? '')
    const { sendSigned } = await import('../http/signed-request.ts')
    const headers = { 'git-doc-alert-id': alert.id }
    const request = { url: address, body: alert.body, secret, headers, timeout, signal, now: now() }
    return { to: 'url', status: (await sendSigned(request)).status }
  }
  if (command === undefined && url === undefined) return undefined
  return {
    on,
    isAllowed: async () => command === undefined || isAllowed(),
    // Both or none: what one of them has had already comes again with the same id.
    async send(alert) {
      const told = command === undefined ? undefined : await run(command, alert)
      if (url === undefined) return told ?? { to: 'command' }
      const { status } = await post(url, alert)
      return { to: told ? 'both' : 'url', status }
    },
  }
}
