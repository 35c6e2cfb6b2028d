import { figuresOf, type JobFigures } from '../../commands/job/list.ts'
import { exitCode } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, printJson, withJobs } from './options.ts'

/** How the runs of each job went: how many, how long they take, how much memory they need. */
export const stats = (
  args: readonly string[],
  _: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const jobs = figuresOf(await here.stats()).filter(
      ({ job }) => args.length === 0 || args.includes(job),
    )
    if (terminal.json) printJson(terminal, { jobs })
    else if (jobs.length === 0) terminal.print('No job has run yet.')
    else for (const line of table([head, ...jobs.map(row)])) terminal.print(line)
    return exitCode.done
  })

const head = ['job', 'runs', 'failed', 'skipped', 'p50', 'p95', 'memory', 'last']

const row = ({ job, runs, failures, skipped, p50, p95, peakMemory, last }: JobFigures) => [
  job,
  String(runs),
  String(failures),
  String(skipped),
  p50 === undefined ? '' : `${Math.round(p50)} ms`,
  p95 === undefined ? '' : `${Math.round(p95)} ms`,
  peakMemory === undefined ? '' : `${Math.round(peakMemory / 1_000_000)} MB`,
  last.state,
]
