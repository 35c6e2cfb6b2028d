/** An object in an artifact that names a place in the package's schema. */
export interface ReferenceKey {
  /** The key whose text, or list of texts, is the place. */
  readonly key: string
  /** A key beside it: the array that the place is looked for in, element by element. */
  readonly repeat?: string | undefined
  /** `pointer` is RFC 6901, `path` is names joined by dots. */
  readonly as: 'pointer' | 'path'
}

/** What a package of some authority, made in some way, must have. */
export interface AuthorityRow {
  /** Levels that the row is about; all if it names none. */
  readonly levels?: readonly string[] | undefined
  /** Modes of creation that the row is about; all if it names none. */
  readonly modes?: readonly string[] | undefined
  /** An artifact that must exist and not be empty. */
  readonly artifact?: string | undefined
  /** Files of the repository, one of which may stand in for the artifact; `{package}` is the package's name. */
  readonly fragments?: readonly string[] | undefined
  /** A field of the manifest that must not be empty. */
  readonly field?: string | undefined
}

/** A text that no artifact may have. */
export interface ProhibitedPattern {
  readonly name: string
  /** The source of a regular expression; it is matched line by line. */
  readonly pattern: string
  readonly ignoreCase?: boolean | undefined
  /** Globs below the package; every text file if there are none. */
  readonly files?: readonly string[] | undefined
}

/** What is never released, whoever asks. */
export interface Guardrails {
  readonly forbiddenModes: readonly string[]
  readonly patterns: readonly ProhibitedPattern[]
  /** Whether secrets are looked for. */
  readonly secrets: boolean
}

/** What the fields of a manifest are called, each as names joined by dots. */
export interface ManifestFields {
  readonly id: string
  readonly version: string
  readonly authority: string
  readonly creation: string
  readonly production: string
  readonly required: string
  readonly optional: string
  readonly artifacts: string
  readonly parent: string
}

/** Where packages lie in a repository, what is in them, and what they must keep. All of it is configuration. */
export interface Layout {
  /** The folder of all packages, from the root of the repository; empty if that is it. */
  readonly root: string
  /** Where a release lies below `root`. Without `{package}` there is one package, called as the last part of `root`. */
  readonly folder: string
  /** The manifest's path in a release; undefined where packages have none. */
  readonly manifest: string | undefined
  readonly fields: ManifestFields
  /** The file that says what is in production, from the root of the repository. */
  readonly pointer: string
  /** Globs below a release. */
  readonly schemas: readonly string[]
  readonly prompts: readonly string[]
  /** The prompts that say what a model has to answer, by the names of their artifacts or the beginnings of their files' names. */
  readonly outputPrompts: readonly string[]
  /** Texts in a prompt that the whole schema is put in place of. */
  readonly schemaPlaceholders: readonly string[]
  /** How deep the required properties lie that a prompt must name; 1 is the top. */
  readonly requiredDepth: number
  readonly references: readonly ReferenceKey[]
  /**
   * What a URN names. The key is its form with `{names}`; the value is a path from the root of the repository that has to exist,
   * or `artifact:<name>`, an artifact of the release `{id}` at `{version}`. The first form that fits decides.
   */
  readonly urns: Readonly<Record<string, string>>
  readonly authority: readonly AuthorityRow[]
  readonly guardrails: Guardrails
}

/** The layout of SPEC-KINDS M. */
export const defaultLayout: Layout = {
  root: 'document_types',
  folder: '{package}/releases/{version}',
  manifest: 'package.yaml',
  fields: {
    id: 'id',
    version: 'version',
    authority: 'authority_level',
    creation: 'creation_mode',
    production: 'production_mode',
    required: 'required_inputs',
    optional: 'optional_inputs',
    artifacts: 'artifacts',
    parent: 'parent_doc_type',
  },
  pointer: 'document_types/_active/active_releases.json',
  schemas: ['schemas/**', '**/*.schema.{json,yaml,yml}', '**/schema.{json,yaml,yml}'],
  prompts: ['prompts/**', '**/*.prompt.{txt,md}'],
  outputPrompts: ['task'],
  schemaPlaceholders: ['{{schema}}', '{{output_schema}}', '{schema}', '$$OUTPUT_SCHEMA'],
  requiredDepth: 1,
  references: [{ key: 'source_pointer', repeat: 'repeat_over', as: 'pointer' }],
  urns: {
    'prompt:{type}:{id}:{version}': 'artifact:{type}',
    'schema:{id}:{version}': 'artifact:schema',
  },
  authority: [
    {
      levels: ['descriptive', 'prescriptive'],
      modes: ['llm_generated'],
      artifact: 'pgc_context',
      fragments: ['prompts/pgc/{package}.v1', 'prompts/pgc/{package}.v1/**'],
    },
    { modes: ['constructed'], field: 'parent_doc_type' },
  ],
  guardrails: {
    forbiddenModes: ['extracted'],
    patterns: [{ name: 'merge conflict', pattern: '^(?:<{7}|>{7})(?: |$)' }],
    secrets: true,
  },
}

/** The default layout with some settings changed; the pointer lies below a changed root unless it is set too. */
export const layoutOf = (settings: Partial<Layout> = {}): Layout => {
  const root = withoutSlashes(settings.root ?? defaultLayout.root)
  return {
    ...defaultLayout,
    pointer: [root, '_active/active_releases.json'].filter(Boolean).join('/'),
    ...settings,
    root,
  }
}

const withoutSlashes = (path: string): string =>
  path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/+$/, '')
