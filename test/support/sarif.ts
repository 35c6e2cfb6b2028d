import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ajvDraft04 from 'ajv-draft-04'

/** As much of a SARIF log as tests look at. */
interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly invocations: readonly { readonly executionSuccessful: boolean }[]
    readonly results: readonly SarifResult[]
  }[]
}

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly message: { readonly text: string }
  readonly baselineState?: string
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number }
    }
  }[]
}

const schema = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
)
const validate = new ajvDraft04.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile<SarifLog>(JSON.parse(readFileSync(schema, 'utf8')))

/** Parses a SARIF log. Throws unless it is what the official schema says, its addresses are relative, and its rules are those it lists. */
export const sarifLog = (text: string): SarifLog => {
  const log: unknown = JSON.parse(text)
  if (!validate(log)) throw new Error(JSON.stringify(validate.errors))
  for (const { tool, results } of log.runs)
    for (const { ruleId, ruleIndex, locations } of results) {
      if (tool.driver.rules[ruleIndex]?.id !== ruleId) throw new Error(`${ruleId}: wrong index`)
      for (const { physicalLocation } of locations) {
        const { uri } = physicalLocation.artifactLocation
        // A relative reference as RFC 3986 has it.
        if (!/^(?:[\w.~!$&'()*+,;=@/-]|%[\dA-F]{2})+$/.test(uri)) throw new Error(`${uri}: no path`)
      }
    }
  return log
}
