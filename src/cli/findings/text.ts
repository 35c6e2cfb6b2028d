import type { Terminal } from '../terminal.ts'
import { type Finding, type FindingsReport, plain, tally } from './report.ts'

/** Findings for a person: each with its line and carets below it, then the rules that were skipped, then the counts. */
export const textLines = (
  report: FindingsReport,
  { colors, quiet, verbose }: Pick<Terminal, 'colors' | 'quiet' | 'verbose'>,
): string[] => {
  const isShown = ({ old, level }: Finding) => verbose || (!old && level !== 'note')
  const shown = report.findings.filter(isShown)
  const paint = { error: colors.red, warning: colors.yellow, note: colors.blue }
  const lines = shown.flatMap(finding => {
    const { file, line, column, level, message, hint, rule, old } = finding
    const name = report.isStrict && level === 'warning' ? 'error' : level
    return [
      `${colors.bold(`${plain(file)}:${line}:${column}`)}: ${old ? 'old ' : ''}${paint[name](name)}: ${plain(message)} [${rule}]`,
      ...excerpt(finding),
      ...(hint ? [`       ${plain(hint)}`] : []),
    ]
  })
  if (quiet) return lines
  const skipped = report.skipped.map(
    ({ rule, reason }) => `The rule "${rule}" was skipped: ${plain(reason)}.`,
  )
  return [...lines, ...skipped, summary(report, report.findings.length - shown.length)]
}

/** How many characters of a line are shown, around the finding. */
const width = 100

const excerpt = ({ text, line, column, endColumn }: Finding): string[] => {
  const from = Math.max(0, Math.min(column - 1 - 20, text.length - width))
  const start = text.length <= width ? 0 : from
  const piece = text.slice(start, start + width)
  const carets = '^'.repeat(Math.max(1, Math.min(endColumn, start + width + 1) - column))
  const number = String(line).padStart(5)
  return [
    `${number} | ${plain(piece)}`,
    `${' '.repeat(number.length)} | ${' '.repeat(column - 1 - start)}${carets}`,
  ]
}

const summary = (report: FindingsReport, hidden: number): string =>
  `${tally(report)}${hidden > 0 ? `; ${hidden} old or minor not shown (--verbose)` : ''}.${
    report.isDecided ? '' : ' Undecided: a skipped rule could have found errors.'
  }`
