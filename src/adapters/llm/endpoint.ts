import { invalidConfig } from '../../errors/configuration.ts'
import type { Model } from '../../ports/model.ts'
import type { Settings } from '../../ports/settings.ts'
import { chatCompletions } from './chat-completions.ts'
import type { Choice, ModelKind } from './choices.ts'
import { converse } from './converse.ts'
import { messages } from './messages.ts'
import { ollama } from './ollama.ts'
import { type Environment, presets } from './presets.ts'
import type { AwsCredentials, Endpoint } from './target.ts'

/** Makes the model for an endpoint of this kind. */
export const speakerOf = (kind: ModelKind): ((endpoint: Endpoint) => Model) =>
  ({ 'chat-completions': chatCompletions, messages, ollama, converse })[presets[kind].protocol]

/** Where a model is asked, and with what, except the key. CONFIG_INVALID if something is missing. */
export const endpointOf = (
  choice: Choice,
  llm: Pick<Settings['llm'], 'timeout'>,
  env: Environment,
): Endpoint => {
  const { name, kind, table } = choice
  const preset = presets[kind]
  const model = choice.model ?? missing('llm.model', choice)
  const baseUrl = checkedUrl(
    choice.baseUrl ?? preset.baseUrl(env) ?? unsetUrl(choice) ?? missing('llm.base_url', choice),
  )
  return {
    name,
    model,
    baseUrl: kind === 'azure' ? azureUrl(baseUrl, model, table.apiVersion) : baseUrl,
    timeout: table.timeout ?? llm.timeout,
    hints: { ...keyHint(preset.variables), ...preset.hints },
    headers: table.headers ?? {},
    body: table.body ?? {},
    reasoningEffort: effortFor(choice),
    keyHeader: preset.keyHeader,
    numCtx: table.numCtx,
    loadTimeout: table.loadTimeout,
    ...(kind === 'bedrock' && { aws: awsCredentials(baseUrl, env) }),
  }
}

/** With a version, requests go to a deployment; without one, to the API that works like OpenAI's. */
const azureUrl = (baseUrl: string, deployment: string, version: string | undefined): string => {
  const url = new URL(baseUrl)
  const path = url.pathname.replace(/\/$/, '')
  if (/\/openai\//.test(`${path}/`)) return baseUrl
  if (version === undefined) url.pathname = `${path}/openai/v1`
  else {
    url.pathname = `${path}/openai/deployments/${encodeURIComponent(deployment)}`
    url.searchParams.set('api-version', version)
  }
  return url.href
}

const awsCredentials = (baseUrl: string, env: Environment): AwsCredentials | undefined => {
  const accessKeyId = env.AWS_ACCESS_KEY_ID?.trim()
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY?.trim()
  const sessionToken = env.AWS_SESSION_TOKEN?.trim()
  const [, inUrl] = /^bedrock-runtime\.([a-z0-9-]+)\./.exec(new URL(baseUrl).hostname) ?? []
  const region = inUrl ?? env.AWS_REGION?.trim() ?? env.AWS_DEFAULT_REGION?.trim() ?? 'us-east-1'
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, region, ...(sessionToken && { sessionToken }) }
}

/** Only some protocols have a field for it; the others need the vendor's own field. */
const effortFor = ({ name, kind, table }: Choice): string | undefined => {
  const { protocol } = presets[kind]
  if (table.reasoningEffort !== undefined && (protocol === 'messages' || protocol === 'converse'))
    throw invalidConfig(
      `llm.providers.${name}.reasoning_effort`,
      `${kind} has no such setting.`,
      "Set the vendor's own field under body.",
    )
  return table.reasoningEffort
}

const keyHint = (variables: readonly string[]): { key?: string } =>
  variables.length === 0
    ? {}
    : {
        key: `Check llm.api_key in .git-doc/config.toml or the environment variable ${variables.join(' or ')}.`,
      }

const missing = (key: 'llm.model' | 'llm.base_url', { name, where }: Choice): never => {
  const hints = {
    'llm.provider': `Set ${key} in .git-doc/config.toml.`,
    'llm.fallbacks':
      key === 'llm.model'
        ? `Name the model in the fallback: "${name}:<model>".`
        : `Set it under [llm.providers.${name}].`,
  }
  throw invalidConfig(key, `${name} (${where}) needs it, and it is not set.`, hints[where])
}

/** Never asked: keyOf refuses first. It lets everything be opened that asks no model. */
const unsetUrl = ({ unset }: Choice): string | undefined =>
  unset.length > 0 ? 'http://unset.invalid' : undefined

const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return text
  // The message does not repeat the URL: what is wrong with it may be a password.
  throw invalidConfig(
    'llm.base_url',
    'It must be an http(s) URL without user name and password.',
    'For example: base_url = "http://127.0.0.1:8080/v1".',
  )
}
