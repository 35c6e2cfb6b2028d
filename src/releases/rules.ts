/** An error forbids staging; a warning does not. */
export type FindingLevel = 'error' | 'warning'

/** The groups of rules, in the order in which they are run. */
export type RuleGroup =
  | 'manifest'
  | 'schema'
  | 'reference'
  | 'dependency'
  | 'prompt'
  | 'authority'
  | 'guardrail'
  | 'version'

/** A rule of staging. Each has a section in docs/release-rules.md and fixtures in fixtures/releases/<id>/. */
export interface ReleaseRule {
  readonly id: RuleId
  readonly group: RuleGroup
  readonly level: FindingLevel
  /** A sentence that says what it finds. */
  readonly description: string
}

/**
 * The version of the rules as a whole, for the trailer `Rules`: it goes up whenever a rule comes, goes or decides otherwise, so that
 * who verifies an old release knows by which rules it passed.
 */
export const ruleSetVersion = 2

const table = {
  'manifest.missing': ['manifest', 'error', 'The release has no manifest.'],
  'manifest.unparsable': ['manifest', 'error', 'The manifest is not valid YAML or JSON.'],
  'manifest.invalid': [
    'manifest',
    'error',
    'A field of the manifest is missing or of a wrong kind.',
  ],
  'manifest.id-mismatch': [
    'manifest',
    'error',
    "The manifest's id is not the name of the package's folder.",
  ],
  'manifest.version-dir-mismatch': [
    'manifest',
    'error',
    "The manifest's version is not the name of the release's folder.",
  ],
  'artifact.missing': ['manifest', 'error', 'An artifact that the manifest names does not exist.'],
  'artifact.outside-package': [
    'manifest',
    'error',
    'An artifact that the manifest names lies outside the package.',
  ],
  'artifact.unparsable': ['manifest', 'error', 'An artifact is not valid JSON or YAML.'],
  'data.key-twice': ['manifest', 'error', 'An object of JSON has a key twice.'],
  'schema.unparsable': ['schema', 'error', 'A schema is not valid JSON or YAML.'],
  'schema.draft-missing': [
    'schema',
    'error',
    'A schema does not say by $schema which draft it follows.',
  ],
  'schema.unknown-draft': [
    'schema',
    'error',
    'A schema follows a draft other than 2020-12 and draft-07.',
  ],
  'schema.meta-invalid': ['schema', 'error', 'A schema is not valid by the rules of its draft.'],
  'schema.ref-unresolved': ['schema', 'error', 'A $ref leads nowhere.'],
  'schema.strict': [
    'schema',
    'warning',
    'A schema has something that is ignored or most likely a mistake.',
  ],
  'ref.pointer-malformed': ['reference', 'error', 'A pointer does not have the form of RFC 6901.'],
  'ref.pointer-unresolved': [
    'reference',
    'error',
    'A pointer names a place that the schema does not have.',
  ],
  'ref.pointer-uncertain': [
    'reference',
    'warning',
    'A pointer names a place that only some documents have.',
  ],
  'ref.urn-malformed': ['reference', 'error', 'A URN does not have a form that is configured.'],
  'ref.urn-missing': [
    'reference',
    'error',
    'A URN names a release or an artifact that does not exist.',
  ],
  'dep.unknown': ['dependency', 'error', 'A required input is no package of this repository.'],
  'dep.not-active': [
    'dependency',
    'error',
    'A required input would not be active in a version that fits.',
  ],
  'dep.cycle': ['dependency', 'error', 'Packages require each other in a circle.'],
  'dep.breaks-dependant': [
    'dependency',
    'error',
    'An active package would lose an input that it requires.',
  ],
  'dep.prerelease': [
    'dependency',
    'error',
    'A pre-release would be in production, or is required by what would be.',
  ],
  'prompt.required-missing': [
    'prompt',
    'error',
    'A prompt does not name a property that the schema requires.',
  ],
  'prompt.unknown-field': [
    'prompt',
    'error',
    'A prompt asks for a field that the schema does not have.',
  ],
  'prompt.schema-ref': [
    'prompt',
    'error',
    'A prompt does not name its schema, or names another version of it.',
  ],
  'authority.unknown': [
    'authority',
    'warning',
    'No row of the authority table is about the level or mode of a package.',
  ],
  'authority.artifact-missing': [
    'authority',
    'error',
    'An artifact that the authority table asks for is missing or empty.',
  ],
  'authority.field-missing': [
    'authority',
    'error',
    'A field that the authority table asks for is missing or empty.',
  ],
  'guard.forbidden-mode': ['guardrail', 'error', 'A package is made in a way that is forbidden.'],
  'guard.prohibited-pattern': ['guardrail', 'error', 'An artifact has a text that is prohibited.'],
  'guard.secret': ['guardrail', 'error', 'An artifact has a secret in it.'],
  'guard.released-changed': [
    'guardrail',
    'error',
    'A release that was in production is not as it was.',
  ],
  'version.invalid': ['version', 'error', 'The name of the folder is not a semantic version.'],
  'version.too-low': ['version', 'error', 'The version is lower than the changes ask for.'],
} as const satisfies Readonly<Record<string, readonly [RuleGroup, FindingLevel, string]>>

/** The stable name of a rule. */
export type RuleId = keyof typeof table

/** All rules, in the order of their groups. */
export const releaseRules: readonly ReleaseRule[] = Object.entries(table).map(
  ([id, [group, level, description]]) => ({ id: id as RuleId, group, level, description }),
)

/** The level of a rule where nothing lowers it. */
export const levelOf = (rule: RuleId): FindingLevel => table[rule][1]
