import { type FindingsReport, isPressing, type Level } from './report.ts'

const severities: Readonly<Record<Level, string>> = {
  error: 'major',
  warning: 'minor',
  note: 'info',
}

/** The new findings as GitLab's code quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlabOf = (report: FindingsReport) =>
  report.findings
    .filter(finding => isPressing(report, finding))
    .map(({ rule, level, message, hint, file, line, fingerprint }) => ({
      description: hint ? `${message} ${hint}` : message,
      check_name: `git-doc/${rule}`,
      fingerprint,
      severity: severities[level],
      location: { path: file, lines: { begin: line } },
    }))
