import { outputFile } from '../../app/jobs.ts'
import { followLog, openReading, type Reading } from '../../app/reading.ts'
import { findRun } from '../../commands/find-run.ts'
import { unknownRun } from '../../errors/usage.ts'
import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import { jobStats } from '../../projections/job/stats.ts'
import { status } from '../../projections/status.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, onlyName, printJson } from './options.ts'

/** Prints what a job's steps printed: the whole output where it is kept, otherwise its end. */
export const logs = async (
  args: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  const named = onlyName(args, 'run')
  const reading = await openReading(terminal.place)
  try {
    const run = await runOf(named.replace(/^job\//, ''), reading)
    if (options.follow) return await follow(run, reading.folder, terminal)
    const row = await reading.log.row(status, run)
    if (!row) throw unknownRun(named)
    const { steps } = row.context as SteppedRun
    const outputs = await Promise.all(steps.map(step => outputOf(step, reading.folder)))
    if (terminal.json) printJson(terminal, { run, state: row.state, outputs })
    else for (const output of outputs) await print(output, outputs.length > 1, terminal)
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

/** Prints what each step printed as soon as it is over, until the run is. */
const follow = async (run: string, folder: string, terminal: Terminal): Promise<number> => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    terminal.io.signals.once(signal, () => stop.abort())
  const printed = new Set<string>()
  for await (const log of followLog(terminal.place, stop.signal)) {
    const row = await log.row(status, run)
    const { steps = [] } = (row?.context ?? {}) as Partial<SteppedRun>
    for (const step of steps.filter(each => each.evidence && !printed.has(each.id))) {
      printed.add(step.id)
      await print(await outputOf(step, folder), steps.length > 1, terminal)
    }
    if (row && row.tag !== 'active') return row.tag === 'failed' ? exitCode.failed : exitCode.done
  }
  return exitCode.interrupted
}

interface Output {
  readonly step: string
  readonly state: string
  readonly reason?: string | undefined
  readonly text: string
  readonly stack?: unknown
}

const outputOf = async ({ id, state, reason, evidence }: Step, folder: string): Promise<Output> => {
  const { output, facts } = evidence ?? {}
  const whole = output && (await outputFile(folder, output.sha256))
  return { step: id, state, reason, text: whole ?? output?.tail ?? '', stack: facts?.stack }
}

const print = async (
  { step, state, reason, text, stack }: Output,
  isOneOfSeveral: boolean,
  terminal: Terminal,
): Promise<void> => {
  if (isOneOfSeveral) terminal.print(`== ${step}: ${state}`)
  if (text) await terminal.write(text.endsWith('\n') ? text : `${text}\n`)
  if (reason) terminal.print(reason)
  if (stack && terminal.verbose) terminal.print(String(stack))
}
