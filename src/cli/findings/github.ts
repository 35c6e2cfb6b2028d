import { type FindingsReport, isPressing, type Level, plain, tally } from './report.ts'

const commands: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
}

/**
 * Workflow commands of GitHub Actions, one a line: each new finding is shown at its line of the pull request.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const githubLines = (report: FindingsReport): string[] => [
  ...report.findings
    .filter(finding => isPressing(report, finding))
    .map(({ level, rule, file, line, column, endColumn, message, hint }) => {
      const place = {
        file,
        line,
        col: column,
        endColumn,
        title: `git-doc ${report.command}: ${rule}`,
      }
      const properties = Object.entries(place).map(
        ([name, value]) => `${name}=${property(`${value}`)}`,
      )
      return `::${commands[level]} ${properties.join(',')}::${data(hint ? `${message}\n${hint}` : message)}`
    }),
  plain(`${tally(report)}.`),
]

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
