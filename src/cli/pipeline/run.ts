import { newRequestId } from '../../app/jobs.ts'
import { writeReport } from '../../app/releases.ts'
import { readEvidence } from '../../commands/pipeline/evidence.ts'
import { runPipeline } from '../../commands/pipeline/run.ts'
import { type ResolvedRun, resolveRun } from '../../commands/pipeline/wanted.ts'
import { pipelineWorld } from '../../commands/pipeline/world.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { PipelineEvidence } from '../../pipelines/evidence.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { exitCode } from '../exit-code.ts'
import { writeFindings, writingsOf } from '../findings/write.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { isWaiting, waitingCode } from '../waiting.ts'
import { working } from '../working.ts'
import { gateFindings } from './findings.ts'
import { gateRows, totalLine } from './gate-rows.ts'
import { gatesOf, onlyOne, type PipelineOptions, printJson } from './options.ts'
import { permitGates } from './permit.ts'

/** Takes what is checked out through the gates of a pipeline; the first line says what came of it and why. */
export const run = async (
  args: readonly string[],
  options: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlyOne(args, 'pipeline')
  // A wrong option is refused before any work is done.
  writingsOf(options)
  for (const [option, value] of Object.entries({
    since: options.since,
    evidence: options.evidence,
  }))
    if (value === '') throw wrongUsage(`--${option} is empty.`)
  const wanted = {
    name,
    gates: gatesOf(options),
    since: options.since,
    ...(options.clean && { clean: true }),
  }
  if (options.dryRun)
    return working('pipeline run', workingOptions(options), terminal, async tools => {
      print(await resolveRun(wanted, await pipelineWorld(tools)), name, terminal)
      return exitCode.done
    })
  await permitGates(name, terminal)
  return working(
    'pipeline run',
    workingOptions(options),
    terminal,
    async (tools, report, services) => {
      const { onProgress } = progressOf(terminal, tools.kinds)
      const ran = await runPipeline(tools, {
        ...wanted,
        id: terminal.place.request ?? newRequestId(),
        onBegin: (row, index, of) => onProgress({ type: 'run', row, index, of }),
        onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
      })
      const [reported] = (await report([ran.run])).runs
      if (!reported) throw new Error(`${ran.run} has no row.`)
      const evidence = await readEvidence(ran.run, { log: tools.log, tools: services.pipelines })
      const write = writeReport(terminal.place)
      if (options.evidence !== undefined)
        await write(`${options.evidence}`, `${JSON.stringify(evidence, undefined, 2)}\n`)
      const text = linesOf(reported, evidence, terminal)
      const findings = await gateFindings(evidence, headlineOf(reported), text, terminal)
      await writeFindings(findings, options, terminal, { schema: 1, ...reported }, write)
      if (reported.tag === 'failed') return exitCode.failed
      return waitingCode(options, isWaiting(reported))
    },
  )
}

const workingOptions = ({ json, ...options }: PipelineOptions) => ({
  ...options,
  ...(json !== undefined && { json }),
})

const headlineOf = ({ label, state, tag, reason, subject }: ReportedRun): string => {
  if (tag === 'waiting') return `${label} waits: ${reason}`
  if (state === 'success') return `${label} success: ${subject}`
  return `${label} ${state}${reason ? `: ${reason}` : ''}`
}

const linesOf = (
  reported: ReportedRun,
  evidence: PipelineEvidence,
  terminal: Terminal,
): readonly string[] => {
  const { tag, label, notes = [], run: name } = reported
  const { colors } = terminal
  const color = tag === 'failed' ? colors.red : tag === 'waiting' ? colors.yellow : colors.green
  return [
    headlineOf(reported).replace(label, color(label)),
    ...(evidence.gates.length > 0 ? [`  ${totalLine(evidence)}`] : []),
    ...gateRows(evidence, terminal),
    ...notes.map(note => `  ${note}`),
    ...(tag === 'failed' ? [`  "git-doc retry ${name}" goes on with the gate that failed.`] : []),
  ]
}

/** What a run would do. */
const print = (resolved: ResolvedRun, name: string, terminal: Terminal): void => {
  const { commit, gates, unchanged, clean } = resolved
  const rows = gates.map(({ name: gate, needs, blocking, use, run: command }) => ({
    gate,
    needs,
    blocking,
    does: [command === undefined ? [] : [command].flat().join(' '), use ?? []].flat(),
    skipped: unchanged.includes(gate),
  }))
  if (terminal.json) {
    printJson(terminal, { dryRun: true, pipeline: name, commit, clean, gates: rows })
    return
  }
  terminal.print(
    `${name} would run on ${commit.slice(0, 8)}${clean ? ' in a fresh checkout' : ''}:`,
  )
  for (const { gate, needs, blocking, does, skipped } of rows)
    terminal.print(
      `  ${gate}: ${skipped ? 'skipped, nothing of it has changed' : does.join(', then ')}${
        needs.length > 0 ? ` (after ${needs.join(', ')})` : ''
      }${blocking ? '' : ' (only warns)'}`,
    )
}
