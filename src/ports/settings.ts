import type { DocumentRules } from '../documentation/prompt-template.ts'
import type { Price } from './provider.ts'

export interface Mapping {
  readonly code: readonly string[]
  readonly file: string
  readonly section: string
}

/** What is said of some documents, by globs. */
export interface DocumentSettings extends DocumentRules {
  readonly files: readonly string[]
}

export type ProviderName =
  | 'offline'
  | 'openai'
  | 'anthropic'
  | 'google'
  | 'groq'
  | 'ollama'
  | 'compatible'

/** .git-doc/config.toml with its defaults filled in (SPEC G1). Times are in seconds there and in milliseconds here. */
export interface Settings {
  readonly llm: {
    readonly provider: ProviderName
    readonly apiKey: string | undefined
    readonly model: string | undefined
    readonly baseUrl: string | undefined
    readonly timeout: number
    readonly maxRetries: number
    /** How many drafts are made at a time. */
    readonly concurrency: number
    /** Tokens of a commit's diff in one prompt. */
    readonly diffTokens: number
    readonly fallbacks: readonly string[]
  }
  /** US dollars that may be spent in a month, in one run of a command, and on one commit. */
  readonly budget: {
    readonly month: number | undefined
    readonly run: number | undefined
    readonly commit: number | undefined
  }
  /** By model, or by `provider:model`; the rest is known or not. */
  readonly prices: Readonly<Record<string, Price>>
  readonly docFiles: readonly string[]
  readonly mappings: readonly Mapping[]
  readonly docs: readonly DocumentSettings[]
  /** Whether a model may add a new section behind the one it is asked for (SPEC D5b). */
  readonly newSections: boolean
  /** Globs of paths that never concern documentation, on top of the built-in ones. */
  readonly ignore: readonly string[]
  readonly git: {
    readonly commitDocUpdates: boolean
    readonly amendOriginal: boolean
    readonly docCommitMessage: string
    readonly docCommitAuthor: string | undefined
  }
  /** How likely it must be that people would have documented a commit before sections are inferred for it, 0 to 1. */
  readonly inference: { readonly threshold: number }
  readonly state: { readonly path: string | undefined }
}

/** A key of the configuration as it is in force, safe to print: units as in the file, no secret; `null` is "not set". */
export interface ConfigEntry {
  readonly key: string
  readonly value:
    | string
    | number
    | boolean
    | readonly string[]
    | readonly Mapping[]
    | readonly DocumentSettings[]
    | Readonly<Record<string, Price>>
    | null
  readonly source: 'file' | 'default'
  readonly line?: number
}
