import { type PipelineTrend, readTrends, type Trends } from '../../app/pipeline-trends.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import { plain } from '../findings/report.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { type PipelineOptions, printJson } from './options.ts'

/** Shows how runs went: how long they take, how many pass, which gates are flaky; and releases, rollbacks and merges. */
export const trends = async (
  args: readonly string[],
  _: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  const [name, ...more] = args
  if (more.length > 0) throw wrongUsage('"pipeline trends" takes one pipeline, or none.')
  const found = await readTrends(terminal.place, name)
  if (terminal.json) printJson(terminal, found)
  else for (const line of linesOf(found, terminal)) terminal.print(line)
  return exitCode.done
}

const linesOf = (found: Trends, terminal: Terminal): readonly string[] => [
  ...(found.pipelines.length === 0
    ? ['No run of a pipeline has ended yet.']
    : found.pipelines.flatMap(each => pipelineLines(each, terminal))),
  ...releaseLines(found),
  ...mergeLines(found),
]

const pipelineLines = (
  { name, witness, runs, passed, passRate, p50, p95, from, to, months, gates }: PipelineTrend,
  { colors }: Terminal,
): readonly string[] => [
  `${colors.bold(plain(name))}: ${passed} of ${runs} runs passed (${percent(passRate)}), p50 ${time(p50)}, p95 ${time(p95)}, from ${from.slice(0, 10)} to ${to.slice(0, 10)}${witness === 'receipts' ? ', by receipts' : ''}`,
  ...indented([
    ['month', 'runs', 'passed', 'p50', 'p95'],
    ...months.map(month => [
      month.month,
      `${month.runs}`,
      percent(month.passed / month.runs),
      time(month.p50),
      time(month.p95),
    ]),
  ]),
  ...indented([
    ['gate', 'runs', 'failed', 'flaky', 'p50', 'p95'],
    ...gates.map(gate => [
      plain(gate.name),
      `${gate.runs}`,
      `${gate.failed}`,
      `${gate.flaky}`,
      time(gate.p50),
      time(gate.p95),
    ]),
  ]),
]

const releaseLines = ({ releases }: Trends): readonly string[] =>
  releases.length === 0
    ? ['No release in a year.']
    : [
        'Releases',
        ...indented([
          ['month', 'tags', 'activated', 'rolled back'],
          ...releases.map(({ month, tags, activations, rollbacks }) => [
            month,
            ...[tags, activations, rollbacks].map(String),
          ]),
        ]),
      ]

const mergeLines = ({ merges: { merges, p50, p95 } }: Trends): readonly string[] => [
  merges === 0
    ? 'No merge in a year.'
    : `${merges} merge${merges === 1 ? '' : 's'} in a year: from the first commit to the merge ${p50} days in the median, ${p95} days at p95`,
]

const indented = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length > 1 ? table(rows).map(line => `  ${line}`) : []

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`

const time = (milliseconds: number | undefined): string => {
  if (milliseconds === undefined) return ''
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  return `${(milliseconds / 60_000).toFixed(1)} min`
}
