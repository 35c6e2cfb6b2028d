import { newRequestId } from '../../app/jobs.ts'
import { runJob } from '../../commands/job/run.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { dataOf } from '../data.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { isWaiting, waitingCode } from '../waiting.ts'
import { working } from '../working.ts'
import { filesOf, type JobOptions, onlyName } from './options.ts'
import { permitJob } from './permit.ts'

/** Runs a job by hand, on HEAD or on another commit. */
export const run = async (
  args: readonly string[],
  options: JobOptions,
  terminal: Terminal,
): Promise<number> => {
  const job = onlyName(args, 'job')
  const given = { pairs: options.input, json: options.inputJson, option: 'input' }
  const input = await dataOf(given, terminal)
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
