import { withHotspots } from '../app/hotspots.ts'
import { packageVersion } from '../app/version.ts'
import { type HotspotReport, hotspots as look } from '../commands/hotspots.ts'
import { wrongUsage } from '../errors/usage.ts'
import { type Hotspot, mostHotspots } from '../pipelines/hotspots.ts'
import { exitCode } from './exit-code.ts'
import { counted, type Finding, type FindingsReport, plain, type Rule } from './findings/report.ts'
import { type FindingsOptions, writeFindings, writingsOf } from './findings/write.ts'
import { beginOf } from './since.ts'
import { table } from './table.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface HotspotFlags extends GlobalOptions, FindingsOptions {
  readonly since?: string
  readonly changed?: string
  readonly top?: string | number
}

/** How many a person is shown who did not say. */
const shownToPeople = 20

/** Prints the code files that change most and are most complex. It finds nothing wrong, so it ends with 0. */
export const hotspots = async (flags: HotspotFlags, terminal: Terminal): Promise<number> => {
  const { since = '90d', changed } = flags
  // A wrong option is refused before any work is done.
  const begin = beginOf(`${since}`)
  const top = topOf(flags.top)
  const writings = writingsOf(flags)
  return await withHotspots(terminal.place, async looking => {
    for (const warning of looking.warnings) terminal.log(warning, { level: 'warning' })
    const isText = writings.every(({ format }) => format === 'text')
    const report = await look(looking.tools, {
      begin,
      base: changed === undefined ? undefined : await looking.resolve(`${changed}`),
      most: top ?? (isText ? shownToPeople : mostHotspots),
    })
    for (const warning of warningsOf(report, changed)) terminal.log(warning, { level: 'warning' })
    const findings = findingsOf(report, textOf(report, terminal))
    await writeFindings(findings, flags, terminal, jsonOf(report), looking.write)
    return exitCode.done
  })
}

const topOf = (top: string | number | undefined): number | undefined => {
  if (top === undefined) return undefined
  const number = Number(top)
  if (Number.isInteger(number) && number >= 1 && number <= mostHotspots) return number
  throw wrongUsage(`--top takes a whole number from 1 to ${mostHotspots}, not "${top}".`)
}

const warningsOf = (
  { shallow, baseUnrelated }: HotspotReport,
  changed: string | undefined,
): readonly string[] => [
  ...(shallow
    ? [
        'This is a shallow clone: older changes are missing from the churn. Run "git fetch --unshallow".',
      ]
    : []),
  ...(baseUnrelated
    ? [`HEAD and "${changed}" have no common ancestor here, so no file counts as changed.`]
    : []),
]

const textOf = (report: HotspotReport, { quiet }: Terminal): readonly string[] => {
  const { hotspots: found, files, from, to } = report
  const window = `${from ? `from ${from.slice(0, 10)} ` : 'in the whole history '}to ${to.slice(0, 10)}`
  const summary = `${counted(found.length, 'hotspot')} in ${counted(files, 'code file')}, ${window}.`
  if (found.length === 0) return quiet ? [] : [`No code file changed ${window}.`]
  return [
    ...table([
      ['#', 'score', 'churn', 'complexity', 'deviation', 'file'],
      ...found.map(({ rank, score, churn, complexity, deviation, changed, path }) => [
        `${rank}`,
        score.toFixed(2),
        `${churn}`,
        `${complexity}`,
        `${deviation < 0 ? '' : '+'}${deviation.toFixed(2)}`,
        `${plain(path)}${changed ? ' (changed)' : ''}`,
      ]),
    ]),
    ...(quiet ? [] : [summary]),
  ]
}

const rules: readonly Rule[] = [
  {
    id: 'hotspot',
    name: 'Hotspot',
    level: 'note',
    description: 'A code file changes often and is complex, so that changes to it need care.',
  },
]

const findingsOf = (
  { hotspots: found, files }: HotspotReport,
  text: readonly string[],
): FindingsReport => ({
  command: 'hotspots',
  version: packageVersion(),
  rules,
  findings: found.map(findingOf),
  skipped: [],
  isDecided: true,
  isCompared: false,
  isStrict: false,
  looked: { count: files, what: 'code file' },
  showsNotes: true,
  text,
})

const findingOf = (hotspot: Hotspot): Finding => {
  const { path, rank, score, added, removed, deviation } = hotspot
  const side = deviation < 0 ? 'below' : 'above'
  return {
    rule: 'hotspot',
    level: 'note',
    message:
      `Hotspot ${rank} with a score of ${score.toFixed(2)}: ${added} lines added and ${removed} removed, ` +
      `complexity ${Math.abs(deviation).toFixed(2)} standard deviations ${side} the mean.`,
    file: path,
    line: 1,
    column: 1,
    endColumn: 1,
    text: '',
    // One alert a file, whatever its score is today.
    fingerprint: `hotspot:${path}`,
    old: false,
  }
}

const jsonOf = (report: HotspotReport) => ({ schema: 1, ...report })
