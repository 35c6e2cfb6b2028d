import type { Price } from '../../ports/money.ts'
import { scrubber } from './scrub.ts'

/** A model at an address, and what a request to it needs. */
export interface Endpoint {
  readonly name: string
  readonly model: string
  /** Without the last part of the path, which the protocol knows; a query in it goes with every request. */
  readonly baseUrl: string
  /** Left out for a server that needs none: then no credential is sent at all. */
  readonly apiKey?: string | undefined
  /** Milliseconds for a whole request, from its start to the last byte of the answer. */
  readonly timeout: number
  readonly hints?: Partial<Hints>
  /** Headers from the settings; they win over our own. */
  readonly headers?: Readonly<Record<string, string>>
  /** The header that takes the key, if it is not `authorization`. */
  readonly keyHeader?: string | undefined
  /** More fields of the body, from the settings. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly reasoningEffort?: string | undefined
  /** Ollama: tokens of the context window, and milliseconds that a model may take to load. */
  readonly numCtx?: number | undefined
  readonly loadTimeout?: number | undefined
  /** Bedrock: credentials to sign with if there is no key. */
  readonly aws?: AwsCredentials | undefined
  readonly price?: Price | undefined
}

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region: string
}

/** What a person can do about a failure, where it depends on the provider. */
export interface Hints {
  readonly key: string
  readonly model: string
  readonly connection: string
}

/** The endpoint as messages show it. `address` has no credentials and no query. */
export interface Target {
  readonly name: string
  readonly model: string
  readonly address: string
  readonly hints: Hints
  /** Takes the API key out of a text. */
  scrub(text: string): string
}

/** What to do if an address leads elsewhere. */
export const baseUrlHint = 'Check llm.base_url in .git-doc/config.toml.'

export const targetOf = ({
  name,
  model,
  baseUrl,
  apiKey,
  hints,
  headers,
  aws,
}: Endpoint): Target => {
  const secrets = [apiKey, aws?.secretAccessKey, aws?.sessionToken, ...Object.values(headers ?? {})]
  const scrubbers = secrets.map(scrubber)
  const scrub = (text: string) => scrubbers.reduce((rest, clean) => clean(rest), text)
  const { origin, pathname } = new URL(baseUrl)
  return {
    name,
    model: scrub(model),
    address: scrub(`${origin}${pathname.replace(/\/$/, '')}`),
    scrub,
    hints: {
      key: 'Check llm.api_key in .git-doc/config.toml.',
      model: 'Set llm.model in .git-doc/config.toml to a model it has.',
      connection: 'Check the network and llm.base_url in .git-doc/config.toml.',
      ...hints,
    },
  }
}
