import type { ProviderName } from '../../ports/settings.ts'
import type { Hints } from './target.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What is known of a provider beforehand; of `compatible` nothing is. */
export interface Preset {
  readonly protocol: 'chat-completions' | 'messages' | 'ollama' | 'converse'
  /** Undefined if llm.base_url must say it. */
  baseUrl(env: Environment): string | undefined
  /** The environment variables that may hold the key, in this order; none if no key is needed. */
  readonly variables: readonly string[]
  /** False if requests can be made without a key although variables may hold one. */
  readonly needsKey?: boolean
  /** The hosts that belong to the vendor: a key from the environment may go there. */
  readonly domain?: RegExp
  /** The header that takes the key, if it is not `authorization`. */
  readonly keyHeader?: string
  /** Undefined if llm.model must say it. */
  readonly model: string | undefined
  readonly hints?: Partial<Hints>
}

export const presets: Readonly<Record<Exclude<ProviderName, 'offline'>, Preset>> = {
  openai: {
    protocol: 'chat-completions',
    baseUrl: () => 'https://api.openai.com/v1',
    variables: ['OPENAI_API_KEY'],
    model: 'gpt-4.1-mini',
  },
  anthropic: {
    protocol: 'messages',
    baseUrl: () => 'https://api.anthropic.com/v1',
    variables: ['ANTHROPIC_API_KEY'],
    model: 'claude-sonnet-4-5',
  },
  google: {
    protocol: 'chat-completions',
    baseUrl: () => 'https://generativelanguage.googleapis.com/v1beta/openai/',
    variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    model: 'gemini-2.5-flash',
  },
  groq: {
    protocol: 'chat-completions',
    baseUrl: () => 'https://api.groq.com/openai/v1',
    variables: ['GROQ_API_KEY'],
    model: 'llama-3.3-70b-versatile',
  },
  ollama: {
    protocol: 'ollama',
    baseUrl: env => ollamaHost(env.OLLAMA_HOST),
    variables: [],
    model: 'llama3.1',
    hints: {
      model: 'Fetch it with "ollama pull", or set llm.model to one that "ollama list" shows.',
      connection:
        'Start it with "ollama serve", or set its address in OLLAMA_HOST or llm.base_url.',
    },
  },
  azure: {
    protocol: 'chat-completions',
    baseUrl: env => env.AZURE_OPENAI_ENDPOINT?.trim() || undefined,
    variables: ['AZURE_OPENAI_API_KEY'],
    domain: /\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)$/,
    keyHeader: 'api-key',
    model: undefined,
  },
  bedrock: {
    protocol: 'converse',
    baseUrl: env => {
      const region = env.AWS_REGION?.trim() || env.AWS_DEFAULT_REGION?.trim()
      return region && `https://bedrock-runtime.${region}.amazonaws.com`
    },
    variables: ['AWS_BEARER_TOKEN_BEDROCK'],
    // Without a key, requests are signed.
    needsKey: false,
    domain: /^bedrock-runtime\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
    model: undefined,
  },
  compatible: {
    protocol: 'chat-completions',
    baseUrl: () => undefined,
    variables: [],
    model: undefined,
  },
}

/** The first key for a provider in the environment, with its variable. */
export const keyInEnvironment = (
  provider: ProviderName,
  env: Environment,
): { readonly variable: string; readonly key: string } | undefined => {
  if (provider === 'offline') return undefined
  return presets[provider].variables
    .map(variable => ({ variable, key: env[variable]?.trim() ?? '' }))
    .find(({ key }) => key !== '')
}

/** OLLAMA_HOST as Ollama reads it: scheme and port may be left out; an address that means all interfaces means this machine. */
const ollamaHost = (host: string | undefined): string => {
  const given = host?.trim() || '127.0.0.1:11434'
  const [, scheme, rest = ''] = /^(https?:\/\/)?(.*?)\/*$/.exec(given) ?? []
  // A scheme implies its own port; without a scheme the port is Ollama's.
  const address = scheme || /:\d+(\/|$)/.test(rest) ? rest : rest.replace(/^([^/]*)/, '$1:11434')
  const reachable = address.replace(/^(0\.0\.0\.0|\[::\])?(?=:|\/|$)/, '127.0.0.1')
  return `${scheme ?? 'http://'}${reachable}`
}
