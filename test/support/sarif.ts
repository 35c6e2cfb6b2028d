import * as z from 'zod'

/**
 * What SARIF 2.1.0 (OASIS, errata 01) requires of the parts git-doc writes: required properties, types, enumerations, least
 * values, and no property beyond those it names, as its JSON schema says with `additionalProperties: false`.
 */
const Message = z.strictObject({ text: z.string().min(1) })
const Level = z.enum(['none', 'note', 'warning', 'error'])
const place = z.int().min(1)

const Rule = z.strictObject({
  id: z.string(),
  name: z.string(),
  shortDescription: Message,
  defaultConfiguration: z.strictObject({ level: Level }),
})

const Location = z.strictObject({
  physicalLocation: z.strictObject({
    // A relative reference as RFC 3986 has it.
    artifactLocation: z.strictObject({
      uri: z.string().regex(/^(?:[\w.~!$&'()*+,;=@/-]|%[\dA-F]{2})+$/),
      uriBaseId: z.string(),
    }),
    region: z.strictObject({
      startLine: place,
      startColumn: place,
      endColumn: place,
      snippet: z.strictObject({ text: z.string() }),
    }),
  }),
})

const Result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level: Level,
  message: Message,
  locations: z.array(Location).min(1),
  partialFingerprints: z.record(z.string(), z.string()),
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
})

const Notification = z.strictObject({
  level: Level,
  message: Message,
  associatedRule: z.strictObject({ id: z.string() }),
})

const Run = z
  .strictObject({
    tool: z.strictObject({
      driver: z.strictObject({
        name: z.literal('git-doc'),
        semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
        rules: z.array(Rule),
      }),
    }),
    columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
    invocations: z.array(
      z.strictObject({
        executionSuccessful: z.boolean(),
        toolExecutionNotifications: z.array(Notification),
      }),
    ),
    results: z.array(Result),
  })
  .refine(
    ({ tool, results }) =>
      results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
    'a result’s index is that of its rule',
  )

export const SarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(Run).length(1),
})
