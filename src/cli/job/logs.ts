import { openReading, type Reading } from '../../app/reading.ts'
import { findRun } from '../../commands/find-run.ts'
import { parseRun } from '../../engine/run-name.ts'
import { unknownRun } from '../../errors/usage.ts'
import { jobOf } from '../../jobs/names.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { jobStats } from '../../projections/job/stats.ts'
import { openRows } from '../../projections/open-runs.ts'
import { status } from '../../projections/status.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { follow } from './follow.ts'
import { type JobOptions, onlyName, printJson } from './options.ts'
import { outputOf, printOutput } from './step-output.ts'

/** Prints what a job's steps printed: the whole output where it is kept, otherwise its end. */
export const logs = async (
  args: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  const named = onlyName(args, 'run')
  const reading = await openReading(terminal.place)
  try {
    const key = named.replace(/^job\//, '')
    if (options.follow) {
      const run = (await activeRun(key, reading)) ?? (await runOf(key, reading))
      return await follow(run, reading.folder, terminal)
    }
    const run = await runOf(key, reading)
    const row = await reading.log.row(status, run)
    if (!row) throw unknownRun(named)
    const { steps } = row.context as SteppedRun
    const outputs = await Promise.all(steps.map(step => outputOf(step, reading.folder)))
    if (terminal.json) printJson(terminal, { run, state: row.state, outputs })
    else for (const output of outputs) await printOutput(output, outputs.length > 1, terminal)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

/** The run that is named by its key or the beginning of it; for the name of a job, its last run that ended. */
const runOf = async (key: string, reading: Reading): Promise<string> => {
  const last = key.includes('@') ? undefined : (await reading.log.row(jobStats, key))?.last
  return last?.run ?? (await findRun(`job/${key}`, reading))
}

/** The newest run of a job that is at work now. */
const activeRun = async (job: string, { log }: Reading): Promise<string | undefined> => {
  if (job.includes('@')) return undefined
  const active = await openRows(log, ['active'], 'job')
  return active.findLast(({ run }) => jobOf(parseRun(run).key) === job)?.run
}
