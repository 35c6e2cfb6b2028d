import type { LayoutSettings, ReleaseSettings } from '../../ports/release-settings.ts'
import type { Config } from './schema.ts'

/** `[releases]` as the rest of git-doc takes it; undefined where there is no such table. */
export const releasesOf = (table: Config['releases']): ReleaseSettings | undefined => {
  if (table === undefined) return undefined
  const { approvals, roles, sync } = table
  return {
    layout: layoutOf(table),
    approvals,
    roles,
    sync: {
      command: sync.command,
      shell: sync.shell,
      url: sync.url,
      secretEnv: sync.secret_env,
      timeout: Math.max(1, Math.round(sync.timeout * 1000)),
      retries: sync.retries,
      backoff: Math.round(sync.backoff * 1000),
    },
  }
}

const layoutOf = ({
  root,
  folder,
  manifest,
  pointer,
  schemas,
  prompts,
  output_prompts: outputPrompts,
  schema_placeholders: schemaPlaceholders,
  required_depth: requiredDepth,
  urns,
  fields,
  references,
  authority,
  guardrails,
}: NonNullable<Config['releases']>): LayoutSettings =>
  given({
    ...{ root, folder, manifest, pointer, schemas, prompts, outputPrompts, schemaPlaceholders },
    ...{ requiredDepth, urns, fields, references, authority },
    guardrails: guardrails && {
      ...given({ forbiddenModes: guardrails.forbidden_modes, secrets: guardrails.secrets }),
      ...(guardrails.patterns && {
        patterns: guardrails.patterns.map(({ ignore_case: ignoreCase, ...pattern }) => ({
          ...pattern,
          ignoreCase,
        })),
      }),
    },
  })

type Given<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }

/** The fields that have a value: what is left out keeps its default. */
const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
    // The one cast: `fromEntries` forgets which key had which value.
  ) as Given<Fields>
