import type { SourceHook, UpstreamSettings, UpstreamSource } from '../../ports/settings.ts'
import type { Config } from './schema.ts'

type Table = Config['upstream'][string]

/** The tables `[upstream.<name>]` and `[versions]`. The file gives times in seconds. */
export const upstreamOf = ({
  upstream,
  versions,
}: Pick<Config, 'upstream' | 'versions'>): UpstreamSettings => ({
  manifest: versions.manifest,
  allowFrom: versions.allow_from,
  sources: Object.fromEntries(
    Object.entries(upstream).map(([name, table]) => [name, sourceOf(table)]),
  ),
})

const sourceOf = ({
  tag_prefix: tagPrefix,
  secret_env: secretEnv,
  hook,
  timeout,
  reload_timeout: reloadTimeout,
  health_timeout: healthTimeout,
  current,
  update,
  build,
  verify,
  reload,
  health,
  ...rest
}: Table): UpstreamSource => ({
  ...rest,
  tagPrefix,
  secretEnv,
  ...(hook && { hook: hookOf(hook) }),
  commands: {
    ...(current && { current }),
    ...(update && { update }),
    ...(build && { build }),
    ...(verify && { verify }),
    ...(reload && { reload }),
    ...(health && { health }),
  },
  timeout: milliseconds(timeout),
  reloadTimeout: milliseconds(reloadTimeout),
  healthTimeout: milliseconds(healthTimeout),
})

const hookOf = ({ token_env: tokenEnv, ...rest }: NonNullable<Table['hook']>): SourceHook => ({
  ...rest,
  tokenEnv,
})

const milliseconds = (seconds: number): number => Math.max(1, Math.round(seconds * 1000))
