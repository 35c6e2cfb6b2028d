import type { StepEnd } from '../../engine/run-steps.ts'
import { interrupted } from '../../errors/error.ts'
import type { Evidence } from '../../events/steps.ts'
import type { Version } from '../../events/upstream.ts'
import type { UpstreamCommand, UpstreamSource } from '../../ports/settings.ts'
import type { World } from './world.ts'

/** A command of a source, and what it is told: the version it is for, and the one before. */
export interface SourceCommand {
  readonly run: string
  readonly name: string
  readonly source: UpstreamSource
  readonly step: UpstreamCommand
  readonly version?: Version | undefined
  readonly previous?: Version | undefined
}

export type CommandWorld = Pick<
  World,
  'processes' | 'repository' | 'outputFolder' | 'redact' | 'signal' | 'onOutput'
>

/** How much a command may print, in bytes. */
const mostOutput = 256 * 1024 * 1024

/** Runs a command of a source at the top of the repository and says how it ended. Only `reload` may leave something running. */
export const runSourceCommand = async (
  { run, name, source, step, version, previous }: SourceCommand,
  { processes, repository, outputFolder, redact, signal, onOutput }: CommandWorld,
): Promise<StepEnd & { readonly text: string }> => {
  const { commands, shell, env, path } = source
  const command = commands[step]
  if (command === undefined) throw new Error(`"${name}" has no ${step}.`)
  const {
    endedBy,
    error,
    exit,
    signal: by,
    milliseconds,
    peakMemory,
    output,
  } = await processes.run({
    command,
    shell: shell && typeof command === 'string',
    cwd: repository.facts.root,
    run,
    inherit: env,
    variables: {
      GIT_DOC_SOURCE: name,
      ...(version && variablesOf(version)),
      ...(previous && { GIT_DOC_PREVIOUS: previous.version }),
      ...(path !== undefined && { GIT_DOC_PATH: path }),
    },
    timeout: timeoutOf(step, source),
    maxOutput: mostOutput,
    signal,
    outputFolder,
    children: step === 'reload' ? 'leave' : 'end',
    onOutput: chunk => onOutput?.(run, new TextDecoder().decode(chunk)),
  })
  if (endedBy === 'interrupt') throw interrupted()
  const words = typeof command === 'string' ? command : command.join(' ')
  const evidence: Evidence = {
    what: await redact(words),
    exit: exit ?? null,
    milliseconds: Math.round(milliseconds),
    ...(peakMemory !== undefined && { peakMemory }),
    output: { tail: await redact(output.tail), bytes: output.bytes, sha256: output.sha256 },
    files: [],
  }
  if (endedBy === 'exit' && exit === 0) return { state: 'done', evidence, text: output.tail }
  const how = error?.message ?? `it ended with ${by ?? `exit code ${exit}`}.`
  const code = error?.code ?? 'COMMAND_FAILED'
  return { state: 'failed', code, reason: reasonOf(evidence, how), evidence, text: '' }
}

const reasonOf = ({ what, output }: Evidence, how: string): string => {
  const last = output?.tail.trim().split('\n').at(-1)
  return `"${what}": ${how}${last ? ` It said last: ${last.slice(0, 300)}` : ''}`
}

const variablesOf = ({ version, tag, commit }: Version): Record<string, string> => ({
  GIT_DOC_VERSION: version,
  ...(tag !== undefined && { GIT_DOC_TAG: tag }),
  ...(commit !== undefined && { GIT_DOC_COMMIT: commit }),
})

const timeoutOf = (
  step: UpstreamCommand,
  { timeout, reloadTimeout, healthTimeout }: UpstreamSource,
): number => {
  if (step === 'reload') return reloadTimeout
  return step === 'health' || step === 'current' ? healthTimeout : timeout
}
