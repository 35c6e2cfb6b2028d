import type { PlacedFinding } from './finding.ts'

/** A baseline's text: the findings of its day, one a line, sorted so that its diffs are easy to read. */
export const baselineOf = (findings: readonly PlacedFinding[]): string => {
  const lines = findings
    .filter(({ level }) => level !== 'note')
    .map(({ file, rule, what, fingerprint }) => JSON.stringify({ file, rule, what, fingerprint }))
    .sort()
  return `{\n  "schema": 1,\n  "findings": [${lines.map(line => `\n    ${line}`).join(',')}${lines.length > 0 ? '\n  ' : ''}]\n}\n`
}

/** The fingerprints that a baseline lists; undefined if the text is not a baseline. */
export const parseBaseline = (text: string): ReadonlySet<string> | undefined => {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  const { schema, findings } = (read ?? {}) as { schema?: unknown; findings?: unknown }
  if (schema !== 1 || !Array.isArray(findings)) return undefined
  const prints = findings.map(finding => (finding as { fingerprint?: unknown })?.fingerprint)
  return prints.every(print => typeof print === 'string') ? new Set(prints) : undefined
}
