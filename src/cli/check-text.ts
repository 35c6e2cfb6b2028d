import type { CheckReport, Reported } from '../commands/check.ts'
import type { Terminal } from './terminal.ts'

/** A report for a person: each finding with its line and a caret below, then what was left out, then the count. */
export const checkLines = (
  report: CheckReport,
  { colors, quiet, verbose }: Pick<Terminal, 'colors' | 'quiet' | 'verbose'>,
  strict: boolean,
): string[] => {
  const isShown = ({ old, level }: Reported) => verbose || (!old && level !== 'note')
  const shown = report.findings.filter(isShown)
  const paint = { error: colors.red, warning: colors.yellow, note: colors.blue }
  const lines = shown.flatMap(finding => {
    const { file, line, column, level, message, hint, rule, old } = finding
    const name = strict && level === 'warning' ? 'error' : level
    return [
      `${colors.bold(`${clean(file)}:${line}:${column}`)}: ${old ? 'old ' : ''}${paint[name](name)}: ${clean(message)} [${rule}]`,
      ...excerpt(finding),
      ...(hint ? [`       ${clean(hint)}`] : []),
    ]
  })
  if (quiet) return lines
  const skipped = report.skipped.map(
    ({ rule, reason }) => `The rule "${rule}" was left out: ${clean(reason)}.`,
  )
  return [...lines, ...skipped, summary(report, shown.length)]
}

/** So much of a line is shown, around what is meant. */
const width = 100

const excerpt = ({ text, line, column, endColumn }: Reported): string[] => {
  const from = Math.max(0, Math.min(column - 1 - 20, text.length - width))
  const start = text.length <= width ? 0 : from
  const piece = text.slice(start, start + width)
  const carets = '^'.repeat(Math.max(1, Math.min(endColumn, start + width + 1) - column))
  const number = String(line).padStart(5)
  return [
    `${number} | ${clean(piece)}`,
    `${' '.repeat(number.length)} | ${' '.repeat(column - 1 - start)}${carets}`,
  ]
}

/** A document may hold anything; a terminal would obey it. */
const clean = (text: string): string => text.replace(/\p{Cc}/gu, ' ')

const summary = ({ findings, documents, verdict }: CheckReport, shown: number): string => {
  const fresh = (level: string) =>
    findings.filter(finding => finding.level === level && !finding.old).length
  const left = findings.length - shown
  const counts = `${counted(fresh('error'), 'error')}, ${counted(fresh('warning'), 'warning')} in ${counted(documents, 'document')}`
  return `${counts}${left > 0 ? `; ${left} old or minor not shown (--verbose)` : ''}.${
    verdict === 'undecided' ? ' What was left out could have blocked: undecided.' : ''
  }`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
