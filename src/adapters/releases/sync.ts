import { interrupted, isGitDocError } from '../../errors/error.ts'
import { secretMissing } from '../../errors/http.ts'
import { syncCommandFailed } from '../../errors/releases.ts'
import type { Processes } from '../../ports/processes.ts'
import type { SyncSettings } from '../../ports/release-settings.ts'
import type { Sync, SyncAttempt, SyncMessage } from '../../ports/sync.ts'

export interface SyncTools extends Pick<Sync, 'notAllowed'> {
  readonly root: string
  readonly processes: Processes
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly outputFolder?: string | undefined
  now(): Date
  /** Removes secrets from a text. */
  redact(text: string): Promise<string>
}

/** The receiver of the settings; nothing is loaded and nothing runs before it is told. */
export const openSync = (
  { command, shell, url, secretEnv, timeout, retries, backoff }: SyncSettings,
  { root, processes, signal, env, outputFolder, now, redact, notAllowed }: SyncTools,
): Sync => {
  const run = async (
    words: string | readonly string[],
    message: SyncMessage,
  ): Promise<SyncAttempt> => {
    const ran = await processes.run({
      command: words,
      shell,
      cwd: root,
      run: message.run,
      variables: {
        GIT_DOC_COMMIT: message.commit,
        GIT_DOC_PACKAGES: message.packages,
        ...(message.version !== undefined && { GIT_DOC_VERSION: message.version }),
        ...(message.previous !== undefined && { GIT_DOC_PREVIOUS: message.previous }),
      },
      inherit: secretEnv === undefined ? [] : [secretEnv],
      input: message.body,
      timeout,
      signal,
      outputFolder,
    })
    if (ran.endedBy === 'interrupt') throw interrupted()
    const { tail, bytes, sha256 } = ran.output
    const evidence = {
      what: typeof words === 'string' ? words : words.join(' '),
      exit: ran.exit ?? null,
      milliseconds: Math.round(ran.milliseconds),
      ...(ran.peakMemory !== undefined && { peakMemory: ran.peakMemory }),
      output: { tail: await redact(tail), bytes, sha256 },
      files: [],
    }
    if (ran.endedBy === 'exit' && ran.exit === 0) return { evidence }
    const detail = ran.error?.message ?? ran.signal ?? `exit code ${ran.exit}`
    return { evidence, error: syncCommandFailed(evidence.what.split(' ', 1)[0] ?? '', detail) }
  }
  const post = async (address: string, message: SyncMessage): Promise<SyncAttempt> => {
    const begun = now().getTime()
    const evidence = (facts: Readonly<Record<string, unknown>>) => ({
      what: new URL(address).origin,
      milliseconds: Math.max(0, now().getTime() - begun),
      files: [],
      facts,
    })
    try {
      const secret = env[secretEnv ?? '']
      if (!secret) throw secretMissing(secretEnv ?? '')
      const { sendSigned } = await import('../http/signed-request.ts')
      const { status } = await sendSigned({
        url: address,
        body: message.body,
        secret,
        headers: { 'git-doc-run': message.run },
        timeout,
        signal,
        now: now(),
      })
      return { evidence: evidence({ status }) }
    } catch (error) {
      if (!isGitDocError(error) || error.scope === 'process') throw error
      return { evidence: evidence({ code: error.code }), error }
    }
  }
  return {
    ways: [
      ...(command === undefined ? [] : ['command' as const]),
      ...(url ? ['url' as const] : []),
    ],
    retries,
    backoff,
    notAllowed,
    tell: (way, message) =>
      way === 'command' ? run(command ?? '', message) : post(url ?? '', message),
  }
}
