import { type JobsHere, openJobsAt } from '../../app/jobs.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { Terminal } from '../terminal.ts'
import { untilSignal } from '../until-signal.ts'
import type { WorkingOptions } from '../working.ts'

/** The options of all `job` commands. */
export interface JobOptions extends WorkingOptions {
  readonly tag?: string
  readonly files?: string
  readonly hook?: string
  readonly commit?: string
  readonly input?: string | readonly string[]
  readonly inputJson?: string
  readonly force?: boolean
  readonly follow?: boolean
  /** Git started it, as a hook. */
  readonly fromGit?: boolean
  readonly '--'?: readonly string[]
}

/** The one name that a verb takes. USAGE if there is none, or more. */
export const onlyName = (args: readonly string[], what: string): string => {
  const [name, ...more] = args
  if (name === undefined || more.length > 0) throw wrongUsage(`Give one ${what}.`)
  return name
}

/** `--files a,b`; undefined if it is not given. */
export const filesOf = ({ files }: JobOptions): readonly string[] | undefined =>
  files
    ?.split(',')
    .map(file => file.trim().replace(/^\.\//, ''))
    .filter(Boolean)

/** Opens the jobs of the repository for one command, which Ctrl+C ends. */
export const withJobs = (
  terminal: Terminal,
  work: (here: JobsHere) => Promise<number>,
): Promise<number> =>
  untilSignal(terminal.io, async signal => {
    const here = await openJobsAt(terminal.place, signal)
    try {
      return await work(here)
    } finally {
      await here.close()
    }
  })

/** An answer as JSON, with the number of its shape first. */
export const printJson = (terminal: Terminal, answer: object): void =>
  terminal.print(JSON.stringify({ schema: 1, ...answer }, undefined, 2))
