import { wrongUsage } from '../../errors/usage.ts'
import { isJobName, newJob } from '../../jobs/new-job.ts'
import { askedHooks } from '../../kinds/job/catalog.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, onlyName, printJson, withJobs } from './options.ts'

/** Writes a job file to begin with, and allows it in this clone. */
export const create = (
  args: readonly string[],
  { hook = 'post-commit' }: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const name = onlyName(args, 'name for the job')
    if (!isJobName(name))
      throw wrongUsage(
        `"${name}" cannot be the name of a job.`,
        'Use letters, digits, -, _ and a dot.',
      )
    const path = await here.create(name, newJob(name, hook))
    const entries = await here.catalog().all()
    await here.announceHooks(askedHooks(entries))
    const missing = await here.missingHooks(entries)
    if (terminal.json) printJson(terminal, { path, job: name, missingHooks: missing })
    else {
      terminal.print(`${path} is written and allowed in this clone.`)
      terminal.print(`Try it: "git-doc job run ${name}".`)
      if (missing.length > 0)
        terminal.print(`Not installed: ${missing.join(', ')}. "git-doc job ensure" installs them.`)
    }
    return exitCode.done
  })
