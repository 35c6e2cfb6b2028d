import type { CheckReport, Reported } from '../commands/check.ts'
import type { Level, Rule } from '../documentation/drift/finding.ts'

const pages = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas'

const rules: readonly (readonly [id: Rule, name: string, level: Level, says: string])[] = [
  ['link', 'DeadLink', 'error', 'A link leads to a file that is not there.'],
  ['anchor', 'DeadAnchor', 'error', 'A link leads to a heading that its document does not have.'],
  ['identifier', 'GoneIdentifier', 'warning', 'A document names something the code removed.'],
  ['mapped-section', 'LaggingSection', 'note', 'Code that a section follows changed after it.'],
]

/** A report as a SARIF 2.1.0 log; `compared`: there was a base, so each result says whether it is new. */
export const sarifOf = (report: CheckReport, version: string, compared: boolean) => ({
  $schema: `${pages}/sarif-schema-2.1.0.json`,
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'git-doc',
          semanticVersion: version,
          rules: rules.map(([id, name, level, text]) => ({
            id,
            name,
            shortDescription: { text },
            defaultConfiguration: { level },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      invocations: [
        {
          executionSuccessful: report.verdict !== 'undecided',
          toolExecutionNotifications: report.skipped.map(({ rule, reason }) => ({
            level: 'warning',
            message: { text: `The rule was left out: ${reason}.` },
            associatedRule: { id: rule },
          })),
        },
      ],
      results: report.findings.map(finding => resultOf(finding, compared)),
    },
  ],
})

const resultOf = (finding: Reported, compared: boolean) => {
  const { rule, level, message, hint, file, line, column, endColumn, text } = finding
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(([id]) => id === rule),
    level,
    message: { text: hint ? `${message} ${hint}` : message },
    locations: [
      {
        physicalLocation: {
          // The root is the repository's, which no machine's path needs to name.
          artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, endColumn, snippet: { text } },
        },
      },
    ],
    partialFingerprints: { 'gitDoc/v1': finding.fingerprint },
    ...(compared ? { baselineState: finding.old ? 'unchanged' : 'new' } : {}),
  }
}

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
