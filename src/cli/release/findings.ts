import { packageVersion } from '../../app/version.ts'
import type { TreeFiles } from '../../ports/release-git.ts'
import type { Finding as ReleaseFinding } from '../../releases/finding.ts'
import { releaseRules } from '../../releases/rules.ts'
import { sha256 } from '../../releases/sha256.ts'
import type { Finding, FindingsReport, Level, Rule } from '../findings/report.ts'

/** Something found in a tree, of the rules of releases or of what verifies them. */
interface Found extends Omit<ReleaseFinding, 'rule' | 'level' | 'hint'> {
  readonly rule: string
  readonly level: Level
  readonly hint?: string | undefined
}

/** Findings with the lines that they are in, for every format. Where a rule knows no line, it is the first. */
export const placed = async (
  findings: readonly Found[],
  tree: TreeFiles,
): Promise<readonly Finding[]> => {
  const seen = new Map<string, number>()
  const all: Finding[] = []
  for (const { rule, level, message, hint, file, pointer, line = 1 } of findings) {
    const text = ((await tree.read(file)) ?? '').split(/\r\n|\r|\n/)[line - 1] ?? ''
    const column = text.search(/\S|$/) + 1
    const name = [rule, file, pointer ?? '', message].join('\0')
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    all.push({
      ...{ rule, level, message, hint, file, line, column, text },
      endColumn: Math.max(column + 1, text.trimEnd().length + 1),
      fingerprint: sha256(`${name}\0${count}`),
      old: false,
    })
  }
  return all
}

/** The rules of staging as every format names them. */
export const stagingRules: readonly Rule[] = releaseRules.map(({ id, level, description }) => ({
  ...{ id, name: pascal(id), level, description },
}))

/** The name of a rule as SARIF wants it. */
export function pascal(id: string): string {
  return id.replace(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** A report of findings in releases. */
export const findingsReport = (
  command: string,
  rules: readonly Rule[],
  findings: readonly Finding[],
  looked: FindingsReport['looked'],
): FindingsReport => ({
  ...{ command, version: packageVersion(), rules, findings, looked },
  skipped: [],
  isDecided: true,
  isCompared: false,
  isStrict: false,
})
