import type { ProviderName, ProviderSettings } from '../../ports/settings.ts'
import type { Environment } from './entries.ts'
import type { Config } from './schema.ts'
import { fillIn, shownName } from './variables.ts'

type Table = Config['llm']['providers'][string]

/** The tables `[llm.providers.<name>]`; a table without a kind has its name as its kind. */
export const providersOf = (
  tables: Readonly<Record<string, Table>>,
  env: Environment,
): Readonly<Record<string, ProviderSettings>> =>
  Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, tableOf(name, table, env)]),
  )

const tableOf = (name: string, table: Table, env: Environment): ProviderSettings => {
  const unset: string[] = []
  const fill = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined
    const filled = fillIn(text, env)
    if ('text' in filled) return filled.text
    unset.push(...filled.unset)
    return undefined
  }
  const headers = Object.entries(table.headers).flatMap(([header, text]) => {
    const value = fill(text)
    return value === undefined ? [] : [[header.toLowerCase(), value] as const]
  })
  return {
    kind: table.kind ?? (name as ProviderName),
    model: table.model,
    baseUrl: fill(table.base_url),
    apiKey: fill(table.api_key),
    apiKeyCommand: table.api_key_command,
    apiKeyEnv: table.api_key_env,
    timeout: milliseconds(table.timeout),
    maxRetries: table.max_retries,
    headers: Object.fromEntries(headers),
    body: table.body,
    reasoningEffort: table.reasoning_effort,
    apiVersion: table.api_version,
    numCtx: table.num_ctx,
    loadTimeout: milliseconds(table.load_timeout),
    unset: [...new Set(unset.map(shownName))],
  }
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.max(1, Math.round(seconds * 1000))
