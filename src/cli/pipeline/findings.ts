import { gateLines } from '../../app/pipelines.ts'
import { packageVersion } from '../../app/version.ts'
import type { PipelineEvidence } from '../../pipelines/evidence.ts'
import { cell } from '../findings/markdown.ts'
import type { Finding, FindingsReport, Rule } from '../findings/report.ts'
import type { Terminal } from '../terminal.ts'
import { totalLine } from './gate-rows.ts'

/** What the gates of a run found, for every format: failed ones are errors, warned ones warnings, at their lines of the configuration. */
export const gateFindings = async (
  evidence: PipelineEvidence,
  headline: string,
  text: readonly string[],
  { place }: Pick<Terminal, 'place'>,
): Promise<FindingsReport> => {
  const { gates, pipeline } = evidence
  const { file, lineOf } = await gateLines(place, pipeline)
  const findings = gates.flatMap(({ name, verdict, reason = 'It failed.' }): Finding[] => {
    if (verdict !== 'failed' && verdict !== 'warned') return []
    return [
      {
        rule: name,
        level: verdict === 'failed' ? 'error' : 'warning',
        message: `The gate ${name} ${verdict}: ${reason}`,
        file,
        line: lineOf(name),
        column: 1,
        endColumn: 1,
        text: '',
        fingerprint: `pipeline:${pipeline}:${name}`,
        old: false,
      },
    ]
  })
  return {
    command: 'pipeline',
    version: packageVersion(),
    rules: gates.map(ruleOf),
    findings,
    skipped: [],
    isDecided: true,
    isCompared: false,
    isStrict: false,
    looked: { count: gates.length, what: 'gate' },
    text,
    markdown: markdownOf(evidence, headline),
  }
}

const ruleOf = ({ name, blocking }: PipelineEvidence['gates'][number]): Rule => ({
  id: name,
  name: name.replace(/(?:^|[._-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
  level: blocking ? 'error' : 'warning',
  description: `The gate ${name} of the pipeline passes.`,
})

/** The run as a summary for CI: what came of it, and a table of its gates. */
const markdownOf = (evidence: PipelineEvidence, headline: string): string =>
  [
    `**${cell(headline)}**`,
    '',
    `${cell(totalLine(evidence))}`,
    '',
    '| gate | verdict | time | memory | why |',
    '| --- | --- | --- | --- | --- |',
    ...evidence.gates.map(({ name, verdict, milliseconds, peakMemory, reason = '' }) =>
      [
        '',
        cell(name),
        verdict,
        milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(1)} s`,
        peakMemory === undefined ? '' : `${Math.round(peakMemory / 1024 / 1024)} MB`,
        cell(reason),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n')
