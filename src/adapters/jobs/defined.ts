import { fileURLToPath } from 'node:url'
import { jobInvalid } from '../../errors/jobs.ts'
import type { JobDefinition, JobFile } from '../../ports/jobs.ts'
import type { ProcessEvidence } from '../../ports/processes.ts'
import { moduleName } from './compiled.ts'
import type { CompiledJob } from './compiled-folder.ts'
import type { Conversation } from './conversation.ts'
import { Definition } from './definition.ts'
import type { World } from './launch.ts'
import { loadError, outcomeOf, type Ran } from './outcome.ts'
import { firstPlace, ownLines } from './own-lines.ts'
import type { Fault } from './protocol.ts'

/** The definition that a job's process told. JOB_INVALID, or why the process was ended. */
export const definedBy = async (
  world: World,
  ran: Ran,
  { file, job }: { readonly file: JobFile; readonly job: CompiledJob },
  evidence: ProcessEvidence,
  conversation: Conversation,
): Promise<JobDefinition> => {
  const { outcome } = conversation
  if (outcome && 'invalid' in outcome) throw faultsError(ran.path, outcome.invalid)
  if (outcome && 'failedToLoad' in outcome) {
    const { name, stack } = outcome.failedToLoad
    const isLost = name === 'SyntaxError' && firstPlace(ownLines(stack, ran.root)) === undefined
    const place = isLost ? await syntaxPlace(world, file, job) : undefined
    throw loadError(ran, outcome.failedToLoad, place)
  }
  const defined =
    outcome && 'defined' in outcome ? Definition.safeParse(outcome.defined) : undefined
  if (defined?.success) return defined.data as JobDefinition
  if (outcome && 'threw' in outcome) throw loadError(ran, outcome.threw)
  throw (
    outcomeOf(ran, evidence, conversation).error ?? jobInvalid(ran.path, 'it gave no definition.')
  )
}

const faultsError = (path: string, faults: readonly Fault[]) => {
  const [first, ...others] = faults
  const shown = ({ key, what }: Fault) => `${path}: ${key ? `${key} ` : ''}${what}.`
  const more = others.map(fault => `\n${shown(fault)}${fault.hint ? ` ${fault.hint}` : ''}`)
  const key = first?.key ? `${first.key} ` : ''
  return jobInvalid(path, `${key}${first?.what ?? 'it is invalid'}.${more.join('')}`, first?.hint)
}

/** V8 does not say where a module has a mistake that only a whole parser finds; Node does when it checks a file. */
const syntaxPlace = async (
  { root, processes }: World,
  { files }: JobFile,
  job: CompiledJob,
): Promise<string | undefined> => {
  for (const [index, { path }] of files.entries()) {
    const module = fileURLToPath(new URL(moduleName(index), job.url))
    const { exit, output } = await processes.run({
      command: [process.execPath, '--check', module],
      cwd: root,
      run: 'job/check',
      timeout: 10_000,
    })
    const [first = ''] = output.tail.split('\n')
    if (exit !== 0) return `${path}${/:\d+$/.exec(first)?.[0] ?? ''}`
  }
  return undefined
}
