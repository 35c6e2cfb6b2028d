import {
  type SimulatedJob,
  type Simulation,
  simulate as simulated,
} from '../../commands/job/simulate.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { visible } from '../../errors/visible.ts'
import { askedHooks } from '../../kinds/job/catalog.ts'
import { ownFiles } from '../../kinds/job/triggers.ts'
import { hooksAfter, hooksBefore } from '../../ports/jobs.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { filesOf, type JobOptions, printJson, withJobs } from './options.ts'

/** Says which jobs a hook, or a run by hand, would start for some files. Runs nothing. */
export const simulate = (
  _: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const { hook, commit = 'HEAD' } = options
    assertHook(hook)
    const files =
      filesOf(options) ?? (await ownFiles([await here.repository.resolve(commit)], here.repository))
    const entries = await here.catalog().all()
    const answer = simulated(entries, { hook, files })
    if (terminal.json) printJson(terminal, { ...answer, files })
    else for (const line of lines(answer)) terminal.print(line)
    if (hook !== undefined && !askedHooks(entries).some(asked => asked === hook))
      terminal.log(`No job asks for ${hook}.`)
    return exitCode.done
  })

/** USAGE for a hook that no job can ask for. */
export const assertHook = (hook: string | undefined): void => {
  const known = [...hooksAfter, ...hooksBefore]
  if (hook !== undefined && !known.some(each => each === hook))
    throw wrongUsage(
      `"${hook}" is not a hook that jobs can ask for.`,
      `Hooks: ${known.join(', ')}.`,
    )
}

const lines = ({ jobs, left }: Simulation): readonly string[] => [
  ...jobs.flatMap(job => [headOf(job), ...job.parts.map(partLine)]),
  ...(jobs.length === 0 ? ['Nothing would start.'] : []),
  ...left.map(({ path, why }) => `${visible(path)}: ${why}`),
]

const headOf = ({ job, foreground, needs }: SimulatedJob): string =>
  [
    job,
    ...(foreground ? ['(can refuse)'] : []),
    ...(needs.length > 0 ? [`after ${needs.join(', ')}`] : []),
  ].join(' ')

const partLine = ({ params, files }: SimulatedJob['parts'][number]): string => {
  const names = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  return `  ${[...names, visible(files.join(' '))].join('  ')}`
}
