import type { Finding } from './finding.ts'
import type { Layout } from './layout.ts'
import type { ReleaseName } from './release.ts'
import { ruleSetVersion } from './rules.ts'
import { sha256 } from './sha256.ts'

/** What the rules said of a release with one tree: the evidence of its staging. */
export interface StagingReport {
  readonly package: string
  readonly version: string
  /** The tree of the release's folder. */
  readonly tree: string
  /** By which rules; see `rulesName`. */
  readonly rules: string
  readonly findings: readonly Finding[]
}

/** The version of the rules and the beginning of the hash of their settings: reports of different ones cannot be compared. */
export const rulesName = (layout: Layout): string =>
  `${ruleSetVersion}+${sha256(JSON.stringify(layout)).slice(0, 8)}`

/** The version in the name of some rules; 0 if it has none. */
export const rulesVersion = (name: string): number => Number(/^\d+/.exec(name)?.[0] ?? 0)

/** A report of what the rules found; the findings of one release only. */
export const reportOf = (
  { package: name, version }: ReleaseName,
  tree: string,
  layout: Layout,
  findings: readonly Finding[],
): StagingReport => ({ package: name, version, tree, rules: rulesName(layout), findings })

/** A report as it is kept: equal reports are equal texts. */
export const reportText = ({
  package: name,
  version,
  tree,
  rules,
  findings,
}: StagingReport): string =>
  `${JSON.stringify({ package: name, version, tree, rules, findings: findings.map(inOrder) }, null, 2)}\n`

const inOrder = ({ rule, level, message, file, pointer, line, hint }: Finding) => ({
  ...{ rule, level, message, file, pointer, line, hint },
})

/** The name of a report: the SHA-256 of its text. */
export const reportHash = (report: StagingReport): string => sha256(reportText(report))

/** How many errors and warnings there are. */
export const countsOf = (findings: readonly Pick<Finding, 'level'>[]) => ({
  errors: findings.filter(({ level }) => level === 'error').length,
  warnings: findings.filter(({ level }) => level === 'warning').length,
})
