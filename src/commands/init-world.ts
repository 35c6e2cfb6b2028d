import type { ProviderName } from '../ports/settings.ts'

/** What `init` needs from the configuration file. */
export interface InitConfig {
  readonly path: string
  /** The path as messages show it. */
  readonly shown: string
  exists(): Promise<boolean>
  propose(tracked: readonly string[]): {
    readonly docFiles: readonly string[]
    /** A provider whose key is in the environment, in this variable. */
    readonly key?: { readonly provider: ProviderName; readonly variable: string } | undefined
  }
  /** The environment variable that usually holds a provider's key, if there is one. */
  keyVariable(provider: ProviderName): string | undefined
  globsFault(globs: readonly string[]): Promise<string | undefined>
  /** What `create` would write. */
  preview(choice: InitChoice): string
  /** Throws ALREADY_INITIALISED if the file exists; it is never overwritten. */
  create(choice: InitChoice): Promise<void>
  discard(): Promise<void>
}

export interface InitChoice {
  readonly provider: ProviderName
  readonly variable?: string | undefined
  readonly docFiles: readonly string[]
  readonly model?: string | undefined
  readonly baseUrl?: string | undefined
  /** US dollars a month. */
  readonly budget?: number | undefined
}

/** What is known of models before one is asked. */
export interface KnownModels {
  /** The model that a provider uses if none is named; undefined if one must be named. */
  usual(provider: ProviderName): string | undefined
  /** Whether the configuration must say where the provider is. */
  needsAddress(provider: ProviderName): boolean
  /** The environment variables that may hold the provider's key. */
  variables(provider: ProviderName): readonly string[]
  /** Whether a model's price is known and is not zero: then a budget can hold. */
  costs(provider: ProviderName, model: string): boolean
  /** The models that Ollama has on this machine; undefined if it does not answer. */
  local(): Promise<readonly string[] | undefined>
}

/** A question for the person. An empty answer accepts the proposal; `problem` says what was wrong with the last answer. */
export interface Question {
  readonly name:
    | 'provider'
    | 'base-url'
    | 'model'
    | 'budget'
    | 'doc-files'
    | 'baseline'
    | 'test'
    | 'hooks'
  readonly text: string
  readonly proposal: string
  readonly choices?: readonly string[]
  /** What is known of a choice. */
  readonly hints?: Readonly<Record<string, string>>
  readonly problem?: string
}

export interface InitWorld {
  readonly config: InitConfig
  /** The available providers; the first one needs no setup. */
  readonly providers: readonly ProviderName[]
  /** Left out, nothing is asked about models but the provider. */
  readonly models?: KnownModels | undefined
  /** The paths that Git tracks, relative to the top of the repository. */
  tracked(): Promise<readonly string[]>
  /** Asks the person at the terminal; undefined if there is no terminal. */
  ask?: ((question: Question) => Promise<string>) | undefined
  /** HEAD of the branch that is checked out, and how to record it as the baseline; undefined if there is none yet. */
  baseline?: { readonly commit: string; record(): Promise<void> } | undefined
}
