import { newRequestId } from '../../app/jobs.ts'
import { runJob } from '../../commands/job/run.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { isWaiting, waitingCode } from '../waiting.ts'
import { working } from '../working.ts'
import { filesOf, type JobOptions, onlyName } from './options.ts'
import { permitJob } from './permit.ts'
import { textOf } from './text-of.ts'

/** Runs a job by hand, on HEAD or on another commit. */
export const run = async (
  args: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  const job = onlyName(args, 'job')
  const input = await inputOf(options, terminal)
  await permitJob(job, terminal)
  return working('job run', options, terminal, async (tools, report) => {
    const { onProgress } = progressOf(terminal, tools.kinds)
    const ran = await runJob(tools, {
      job,
      id: terminal.place.request ?? newRequestId(),
      commit: options.commit,
      files: filesOf(options),
      input,
      force: options.force ?? false,
      onBegin: (row, index, of) => onProgress({ type: 'run', row, index, of }),
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const [reported] = (await report([ran.run])).runs
    if (!reported) throw new Error(`${ran.run} has no row.`)
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...reported }, undefined, 2))
    else for (const line of lines(reported, terminal)) terminal.print(line)
    if (reported.tag === 'failed') return exitCode.failed
    return waitingCode(options, isWaiting(reported))
  })
}

const lines = (
  { label, state, subject, reason, outcome, items, tag }: ReportedRun,
  { colors }: Terminal,
): readonly string[] => {
  const color = tag === 'failed' ? colors.red : tag === 'waiting' ? colors.yellow : colors.green
  const end = tag === 'waiting' ? `waits: ${reason}` : `${state}${reason ? `: ${reason}` : ''}`
  return [
    `${color(label)} ${end}${outcome ? ` → ${outcome}` : ''}`,
    ...(state === 'success' && subject ? [`  ${subject}`] : []),
    ...(items.length > 1 ? items.map(item => `  ${item.id}: ${item.state}`) : []),
    ...(tag === 'failed' ? [`  "git-doc job logs job/${label}" shows its output.`] : []),
  ]
}

/** `--input key=value…`, each value JSON or else a text, or `--input-json`, `-` for standard input. */
const inputOf = async ({ input, inputJson }: JobOptions, { io }: Terminal): Promise<unknown> => {
  if (inputJson !== undefined) {
    if (input !== undefined) throw wrongUsage('Give either --input or --input-json.')
    const text = inputJson === '-' ? await textOf(io.stdin) : inputJson
    try {
      return JSON.parse(text)
    } catch (error) {
      throw wrongUsage(`--input-json is not JSON: ${(error as Error).message}`)
    }
  }
  const pairs = input === undefined ? [] : [input].flat()
  return Object.fromEntries(pairs.map(pairOf))
}

const pairOf = (pair: string): readonly [string, unknown] => {
  const at = pair.indexOf('=')
  if (at < 1) throw wrongUsage(`--input takes key=value, not "${pair}".`)
  const [key, text] = [pair.slice(0, at), pair.slice(at + 1)]
  try {
    return [key, JSON.parse(text)]
  } catch {
    return [key, text]
  }
}
