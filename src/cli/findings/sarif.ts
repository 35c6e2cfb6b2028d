import type { Finding, FindingsReport } from './report.ts'

const pages = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas'

/** Findings as a SARIF 2.1.0 log; with a base or a baseline, each result says whether it is new. */
export const sarifOf = (report: FindingsReport) => ({
  $schema: `${pages}/sarif-schema-2.1.0.json`,
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'git-doc',
          semanticVersion: report.version,
          rules: report.rules.map(({ id, name, level, description }) => ({
            id,
            name,
            shortDescription: { text: description },
            defaultConfiguration: { level },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      invocations: [
        {
          executionSuccessful: report.isDecided,
          toolExecutionNotifications: report.skipped.map(({ rule, reason }) => ({
            level: 'warning',
            message: { text: `The rule was skipped: ${reason}.` },
            associatedRule: { id: rule },
          })),
        },
      ],
      results: report.findings.map(finding => resultOf(finding, report)),
    },
  ],
})

const resultOf = (finding: Finding, { rules, isCompared }: FindingsReport) => {
  const { rule, level, message, hint, file, line, column, endColumn, text } = finding
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level,
    message: { text: hint ? `${message} ${hint}` : message },
    locations: [
      {
        physicalLocation: {
          // Relative to the repository: the log names no folder of this machine.
          artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, endColumn, snippet: { text } },
        },
      },
    ],
    partialFingerprints: { 'gitDoc/v1': finding.fingerprint },
    ...(isCompared ? { baselineState: finding.old ? 'unchanged' : 'new' } : {}),
  }
}

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
