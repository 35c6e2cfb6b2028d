import { openPipelineReading, type PipelineReading } from '../../app/pipelines.ts'
import { writeReport } from '../../app/releases.ts'
import { findRun } from '../../commands/find-run.ts'
import { readEvidence } from '../../commands/pipeline/evidence.ts'
import { shortRun } from '../../engine/run-name.ts'
import { pipelineEnds } from '../../projections/pipeline/ended.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { gateRows, totalLine } from './gate-rows.ts'
import { onlyOne, type PipelineOptions } from './options.ts'

/** Shows a run with its gates; as JSON, its evidence. `--evidence` writes that to a file. */
export const show = async (
  args: readonly string[],
  { evidence: file }: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  const named = onlyOne(args, 'run')
  const reading = await openPipelineReading(terminal.place)
  try {
    const run = await runOf(named.replace(/^pipeline\//, ''), reading)
    const evidence = await readEvidence(run, reading)
    const text = JSON.stringify(evidence, undefined, 2)
    if (file !== undefined) await writeReport(terminal.place)(`${file}`, `${text}\n`)
    if (terminal.json) {
      terminal.print(text)
      return exitCode.done
    }
    const { state, reason, gates, startedAt, endedAt } = evidence
    terminal.print(`${shortRun(run)} ${state}${reason ? `: ${reason}` : ''}`)
    terminal.print(`  ${totalLine(evidence)}`)
    for (const line of gateRows(evidence, terminal)) terminal.print(line)
    for (const { name, artifacts } of gates)
      for (const { path, sha256 } of artifacts)
        terminal.print(`  ${name} made ${path} ${sha256.slice(0, 12)}`)
    terminal.print(`  from ${startedAt} to ${endedAt}`)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

/** The run that is named by its key or the beginning of it; for the name of a pipeline, its last run that ended. */
const runOf = async (key: string, reading: PipelineReading): Promise<string> => {
  const last = key.includes('@') ? undefined : (await reading.log.row(pipelineEnds, key))?.last
  return last?.run ?? (await findRun(`pipeline/${key}`, reading))
}
