import { modelKeyMissing, variableUnset } from '../../errors/models.ts'
import type { Choice } from './choices.ts'
import { type Environment, keyInEnvironment, presets } from './presets.ts'

/** Runs the command of a provider for the key that it prints; `environment` names more variables that it inherits. */
export type KeyCommand = (provider: {
  readonly name: string
  readonly command: readonly string[]
  readonly environment?: readonly string[] | undefined
}) => Promise<string>

/**
 * The key of a provider, looked for when the provider is about to be asked: in the settings, from its command, in the
 * environment. Undefined if the provider needs none. MODEL_KEY_MISSING, also for any other variable that the settings name
 * and that is not set: without it the request could go to another address than the one that is meant.
 */
export const keyOf = async (
  choice: Choice,
  env: Environment,
  run: KeyCommand,
): Promise<string | undefined> => {
  const { name, kind, apiKey, table, unset } = choice
  if (unset.length > 0) throw variableUnset(name, unset)
  if (apiKey !== undefined && cleanKey(apiKey) !== '') return cleanKey(apiKey)
  const { apiKeyCommand: command, apiKeyEnv: environment } = table
  if (command) return cleanKey(await run({ name, command, environment }))
  const key = environmentKey(choice, env)
  if (key !== undefined) return key
  const { variables, needsKey = variables.length > 0 } = presets[kind]
  const hasOwn = Object.keys(table.headers ?? {}).length > 0
  if (needsKey && !hasOwn) throw modelKeyMissing(name, variables)
  return undefined
}

/**
 * The key in the environment for a provider, for the provider's own address or this machine: the configuration of a
 * repository may name another address, and must not make us send a key there that it does not contain itself.
 */
const environmentKey = ({ kind, baseUrl }: Choice, env: Environment): string | undefined => {
  const isTrusted = baseUrl === undefined || isLoopback(baseUrl) || isOwnHost(kind, baseUrl)
  const key = isTrusted ? keyInEnvironment(kind, env)?.key : undefined
  return key === undefined ? undefined : cleanKey(key)
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** Azure and Bedrock have an address for each customer or region, under a domain of the vendor's. */
const isOwnHost = (kind: Choice['kind'], url: string): boolean => {
  const domain = presets[kind].domain
  return domain !== undefined && URL.canParse(url) && domain.test(new URL(url).hostname)
}

/** A key as it is sent: people paste it with quotes, as `NAME=key`, or as a whole header. */
export const cleanKey = (pasted: string): string =>
  pasted
    .trim()
    .replace(/^(?:export\s+)?[A-Z][A-Z0-9_]*=/, '')
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .trim()
