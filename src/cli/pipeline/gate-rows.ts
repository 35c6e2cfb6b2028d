import type { GateEvidence, PipelineEvidence } from '../../pipelines/evidence.ts'
import type { Verdict } from '../../pipelines/verdicts.ts'
import { plain } from '../findings/report.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** How many gates have which verdict, how long all took, and what they looked at. */
export const totalLine = ({ gates, commit, tree, clean }: PipelineEvidence): string => {
  const count = (verdict: Verdict) => gates.filter(gate => gate.verdict === verdict).length
  const counts = (['passed', 'warned', 'failed', 'skipped', 'running', 'planned'] as const)
    .map(verdict => [count(verdict), verdict] as const)
    .filter(([number]) => number > 0)
    .map(([number, verdict]) => `${number} ${verdict}`)
  const looked = tree === undefined ? '' : `, tree ${tree.slice(0, 8)}`
  return `${counts.join(', ')} · commit ${commit.slice(0, 8)}${looked}${clean ? ', fresh checkout' : ''}`
}

/** The gates of a run, a line each: verdict, name, time, memory, and why. */
export const gateRows = (
  { gates }: Pick<PipelineEvidence, 'gates'>,
  { colors }: Terminal,
): readonly string[] => {
  const color = { passed: colors.green, warned: colors.yellow, failed: colors.red }
  return table(
    gates.map(gate => [
      gate.verdict,
      gate.name,
      timeOf(gate),
      gate.peakMemory === undefined ? '' : `${Math.round(gate.peakMemory / 1024 / 1024)} MB`,
      plain(gate.reason ?? ''),
    ]),
  ).map((line, at) => {
    const { verdict } = gates[at] ?? { verdict: 'planned' as const }
    const paint = color[verdict as keyof typeof color]
    return `  ${paint ? line.replace(verdict, paint(verdict)) : line}`.trimEnd()
  })
}

const timeOf = ({ milliseconds }: GateEvidence): string =>
  milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(1)} s`
