import type { ProviderName } from '../../ports/settings.ts'
import type { Hints } from './failures.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A provider of models as far as it is known beforehand; `compatible` is one of which nothing is. */
export interface Preset {
  readonly protocol: 'chat-completions' | 'messages'
  /** Undefined where llm.base_url must say it. */
  baseUrl(env: Environment): string | undefined
  /** Where a key is looked for, in this order; none where none is needed. */
  readonly variables: readonly string[]
  /** Undefined where llm.model must say it. */
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
    protocol: 'chat-completions',
    baseUrl: env => `${ollamaHost(env.OLLAMA_HOST)}/v1`,
    variables: [],
    model: 'llama3.1',
    hints: {
      model: 'Bring it with "ollama pull", or set llm.model to one that "ollama list" shows.',
      connection:
        'Start it with "ollama serve", or say where it is in OLLAMA_HOST or llm.base_url.',
    },
  },
  compatible: {
    protocol: 'chat-completions',
    baseUrl: () => undefined,
    variables: [],
    model: undefined,
  },
}

/** The first key that the environment has for a provider, with its variable. */
export const keyInEnvironment = (
  provider: ProviderName,
  env: Environment,
): { readonly variable: string; readonly key: string } | undefined => {
  if (provider === 'offline') return undefined
  return presets[provider].variables
    .map(variable => ({ variable, key: env[variable]?.trim() ?? '' }))
    .find(({ key }) => key !== '')
}

/** OLLAMA_HOST as Ollama reads it: scheme and port may be left out. An address to listen on at all is asked at home. */
const ollamaHost = (host: string | undefined): string => {
  const given = host?.trim() || '127.0.0.1:11434'
  const [, scheme, rest = ''] = /^(https?:\/\/)?(.*?)\/*$/.exec(given) ?? []
  // A scheme brings its own port; without one it is Ollama's.
  const address = scheme || /:\d+(\/|$)/.test(rest) ? rest : rest.replace(/^([^/]*)/, '$1:11434')
  const reachable = address.replace(/^(0\.0\.0\.0|\[::\])?(?=:|\/|$)/, '127.0.0.1')
  return `${scheme ?? 'http://'}${reachable}`
}
