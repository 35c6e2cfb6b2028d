import { type FindingsReport, isPressing, plain, tally } from './report.ts'

/** The new findings as Markdown, for a comment or a job's summary. */
export const markdownOf = (report: FindingsReport): string => {
  if (report.markdown !== undefined) return report.markdown
  const rows = report.findings
    .filter(finding => isPressing(report, finding))
    .map(({ level, rule, file, line, message, hint }) =>
      [
        level,
        code(`${file}:${line}`),
        cell(hint ? `${message} ${hint}` : message),
        cell(rule),
      ].join(' | '),
    )
  const skipped = report.skipped.map(
    ({ rule, reason }) => `- The rule ${code(rule)} was skipped: ${cell(reason)}.`,
  )
  return [
    `**git-doc ${report.command}**: ${tally(report)}.`,
    ...(rows.length > 0
      ? [
          '',
          '| level | where | what | rule |',
          '| --- | --- | --- | --- |',
          ...rows.map(row => `| ${row} |`),
        ]
      : []),
    ...(skipped.length > 0 ? ['', ...skipped] : []),
  ].join('\n')
}

/** Text in a cell of a table that is shown as it is: nothing in it works as a line end, bar, markup, link, mention or HTML. */
export const cell = (text: string): string =>
  plain(text)
    .replace(/[\\|`<>[\]*_&~:@$]/g, character => `\\${character}`)
    .replace(/www\./gi, 'www\\.')

/** Text as code in a cell of a table. Only bars can be escaped there, and not after a backslash. */
const code = (text: string): string => {
  if (text.includes('\\|')) return cell(text)
  const shown = plain(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`
}
