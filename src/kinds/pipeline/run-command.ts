import { interrupted } from '../../errors/error.ts'
import type { Evidence } from '../../events/steps.ts'
import type { GatePlace } from './gate-place.ts'
import type { World } from './world.ts'

/** How a command of a gate went. */
export interface RanCommand {
  readonly evidence: Evidence
  /** Why it counts as failed: its exit code, or a limit that ended it. */
  readonly failure?: { readonly code: string; readonly reason: string } | undefined
  /** The limit that ended it, or what kept it from starting: nothing it left is whole then. */
  readonly isBroken: boolean
  readonly exit: number | undefined
  /** What it printed on standard output, as far as a gate reads it. */
  readonly stdout: string
}

/** How much of standard output a gate reads, in bytes. */
const mostRead = 64 * 1024 * 1024

/** Runs a command of a gate at its root, within its budget, and says how it ended. */
export const runGateCommand = async (
  { run, request, pipeline, gate, root }: GatePlace,
  command: string | readonly string[],
  { processes, outputFolder, redact, signal, onOutput }: World,
): Promise<RanCommand> => {
  const { ms: timeout, memory: maxMemory, output: maxOutput } = gate.budget
  const chunks: Uint8Array[] = []
  let read = 0
  const ended = await processes.run({
    command,
    shell: gate.shell && typeof command === 'string',
    cwd: root,
    run,
    inherit: pipeline.env,
    variables: { GIT_DOC_COMMIT: request.commit, GIT_DOC_GATE: gate.name },
    ...{ timeout, maxMemory, maxOutput, signal, outputFolder },
    onOutput(chunk, stream) {
      onOutput?.(run, new TextDecoder().decode(chunk))
      if (stream !== 'stdout' || read >= mostRead) return
      chunks.push(chunk.slice())
      read += chunk.length
    },
  })
  const { endedBy, error, exit, signal: by, milliseconds, peakMemory, output } = ended
  if (endedBy === 'interrupt') throw interrupted()
  const what = await redact(typeof command === 'string' ? command : command.join(' '))
  const evidence: Evidence = {
    what,
    exit: exit ?? null,
    milliseconds: Math.round(milliseconds),
    ...(peakMemory !== undefined && { peakMemory }),
    output: { tail: await redact(output.tail), bytes: output.bytes, sha256: output.sha256 },
    files: [],
  }
  const isBroken = endedBy !== 'exit' || exit === undefined
  const stdout = Buffer.concat(chunks).toString()
  if (!isBroken && exit === 0) return { evidence, isBroken, exit, stdout }
  const how = error?.message ?? `it ended with ${by ?? `exit code ${exit}`}.`
  const last = evidence.output?.tail.trim().split('\n').at(-1)
  const reason = `"${what}": ${how}${last ? ` It said last: ${last.slice(0, 300)}` : ''}`
  return {
    ...{ evidence, isBroken, exit, stdout },
    failure: { code: error?.code ?? 'COMMAND_FAILED', reason },
  }
}
