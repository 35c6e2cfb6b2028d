import pLimit from 'p-limit'
import { interrupted } from '../../errors/error.ts'
import { isInRange, versionIn } from '../../pipelines/tool-version.ts'
import { type Finding, sound } from '../../ports/health.ts'
import type { ProcessEvidence, Processes } from '../../ports/processes.ts'
import type { ToolSettings } from '../../ports/tools.ts'

/** How many tools are asked at the same time, and how much one may print to say its version, in bytes. */
const most = { together: 4, output: 1024 * 1024 }

interface Asking {
  readonly processes: Pick<Processes, 'run'>
  /** The name of the run that the commands belong to. */
  readonly run: string
  readonly root: string
  readonly signal?: AbortSignal | undefined
  /** How long all of it may take for each tool, in milliseconds; its own timeout if that is less. */
  readonly timeout?: number | undefined
}

/** A tool that was looked at: what was found, and its version if it said one. */
export interface LookedTool extends Finding {
  readonly version?: string | undefined
}

/** Asks every tool for its version, and says which are missing, broken, or of another version than wanted. They come in the order of the configuration. */
export const lookAtTools = (
  tools: Readonly<Record<string, ToolSettings>>,
  asking: Asking,
): Promise<readonly LookedTool[]> => {
  const limit = pLimit(most.together)
  const entries = Object.entries(tools)
  return Promise.all(entries.map(([name, tool]) => limit(() => lookAt(name, tool, asking))))
}

/** The name of a tool's finding. */
export const findingName = (tool: string): string => `tool: ${tool}`

const lookAt = async (
  name: string,
  tool: ToolSettings,
  { processes, run, root, signal, timeout = tool.timeout }: Asking,
): Promise<LookedTool> => {
  let [printed, complained] = ['', '']
  const ended = await processes.run({
    command: tool.command,
    cwd: root,
    run,
    signal,
    timeout: Math.min(timeout, tool.timeout),
    maxOutput: most.output,
    grace: 1_000,
    onOutput(chunk, stream) {
      const text = new TextDecoder().decode(chunk)
      if (stream === 'stdout') printed += text
      else complained += text
    },
  })
  if (ended.endedBy === 'interrupt') throw interrupted()
  // Java, for one, says its version where others complain.
  return judged(name, tool, ended, printed.trim() === '' ? complained : printed)
}

const judged = (
  name: string,
  { command, version: range, install }: ToolSettings,
  ended: ProcessEvidence,
  printed: string,
): LookedTool => {
  const warning = (code: string, detail: string, hint?: string): LookedTool => ({
    name: findingName(name),
    state: 'warning',
    code,
    detail,
    hint: install ?? hint,
  })
  const { endedBy, error, exit, signal } = ended
  if (error?.code === 'COMMAND_NOT_FOUND') return warning('TOOL_MISSING', error.message, error.hint)
  if (endedBy === 'timeout' && error)
    return warning('TOOL_SILENT', error.message, 'Run it by hand: it may wait for input.')
  if (error) return warning('TOOL_BROKEN', error.message, error.hint)
  const words = typeof command === 'string' ? command : command.join(' ')
  if (exit !== 0) {
    const last = ended.output.tail.trim().split('\n').at(-1)?.slice(0, 200)
    const said = last ? ` It said last: ${last}` : ''
    const how = exit === undefined ? `ended with ${signal}` : `ended with exit code ${exit}`
    return warning('TOOL_BROKEN', `"${words}" ${how}.${said}`)
  }
  const version = versionIn(printed)
  if (range === undefined)
    return {
      ...sound(
        findingName(name),
        version === undefined ? `It is there: ${ended.program}.` : `${version}.`,
      ),
      version,
    }
  if (version === undefined)
    return warning(
      'TOOL_VERSION_UNREADABLE',
      `"${words}" prints no version, and ${range} is wanted.`,
      'Name a command in [tools] that prints it.',
    )
  if (isInRange(version, range))
    return { ...sound(findingName(name), `${version}, and ${range} is wanted.`), version }
  return { ...warning('TOOL_VERSION', `It is ${version}, and ${range} is wanted.`), version }
}
