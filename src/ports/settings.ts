import type { Price } from './money.ts'
import type { PipelineSettings } from './pipeline-settings.ts'
import type { ReleaseSettings } from './release-settings.ts'
import type { ToolSettings } from './tools.ts'

export interface Mapping {
  readonly code: readonly string[]
  readonly file: string
  readonly section: string
}

/** The settings for a document: its audience, its style, and what no answer may change. */
export interface DocumentRules {
  readonly style?: string | undefined
  readonly audience?: string | undefined
  /** Lines that contain one of these texts must not change. */
  readonly neverTouch: readonly string[]
}

/** Rules for the documents that match some globs. */
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
  | 'azure'
  | 'bedrock'
  | 'compatible'

/** A table of `[llm.providers]`: a provider under a user-chosen name. Times are in milliseconds. */
export interface ProviderSettings {
  readonly kind: ProviderName
  readonly model?: string | undefined
  readonly baseUrl?: string | undefined
  readonly apiKey?: string | undefined
  /** A program and its arguments; the key is the first line of its output. */
  readonly apiKeyCommand?: readonly string[] | undefined
  /** More environment variables that the command inherits; `AWS_*` stands for all that begin so. */
  readonly apiKeyEnv?: readonly string[] | undefined
  readonly timeout?: number | undefined
  readonly maxRetries?: number | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Extra fields for the request body. */
  readonly body: Readonly<Record<string, unknown>>
  readonly reasoningEffort?: string | undefined
  /** Azure: if undefined, git-doc uses the API without versions. */
  readonly apiVersion?: string | undefined
  /** Ollama: the context window in tokens, and how long loading a model may take. */
  readonly numCtx?: number | undefined
  readonly loadTimeout?: number | undefined
  /** Environment variables that the table names but that are not set; an error only if git-doc calls the provider. */
  readonly unset: readonly string[]
}

/**
 * .git-doc/config.toml with its defaults filled in (SPEC G1). The file gives times in seconds; here they are
 * milliseconds.
 */
export interface Settings {
  readonly llm: {
    /** The name of a table in `providers`, or a provider. */
    readonly provider: string
    readonly providers: Readonly<Record<string, ProviderSettings>>
    /** A file with prices; the path is relative to the top of the repository. */
    readonly pricesFile: string | undefined
    readonly apiKey: string | undefined
    readonly model: string | undefined
    readonly baseUrl: string | undefined
    /** As in `ProviderSettings`, of this table's own key and address. */
    readonly unset?: readonly string[]
    readonly timeout: number
    readonly maxRetries: number
    /** How many drafts run at the same time. */
    readonly concurrency: number
    /** How many tokens of a commit's diff go into one prompt. */
    readonly diffTokens: number
    readonly fallbacks: readonly string[]
  }
  /** Limits in US dollars for a month, for one run of a command, and for one commit. */
  readonly budget: {
    readonly month: number | undefined
    readonly run: number | undefined
    readonly commit: number | undefined
  }
  /** Prices by model or by `provider:model`; git-doc knows the prices of some other models itself. */
  readonly prices: Readonly<Record<string, Price>>
  readonly docFiles: readonly string[]
  readonly mappings: readonly Mapping[]
  readonly docs: readonly DocumentSettings[]
  /** Whether a model may add a new section after the one that it edits (SPEC D5b). */
  readonly newSections: boolean
  /** Globs of paths that never concern documentation, in addition to the built-in ones. */
  readonly ignore: readonly string[]
  readonly git: {
    readonly commitDocUpdates: boolean
    readonly amendOriginal: boolean
    readonly docCommitMessage: string
    readonly docCommitAuthor: string | undefined
    readonly docCommitCommitter: string | undefined
    readonly signOff: boolean
    readonly coAuthors: readonly string[]
  }
  /** How likely it must be (0 to 1) that people would have documented a commit before git-doc infers sections for it. */
  readonly inference: { readonly threshold: number }
  readonly state: { readonly path: string | undefined }
  /** How many runs of one kind may be at work at a time. Runs that move a branch take turns. */
  readonly engine: { readonly concurrency: number }
  /** Whether the first hook or command starts a daemon, which then stays. */
  readonly daemon: { readonly enabled: boolean }
  /** Which runs have receipts although the default is that they have none: those of doc commits. */
  readonly receipts: { readonly commits: boolean }
  /** Whom to tell of runs that end in one of these states, by a command or a signed request; nobody if there is neither. */
  readonly alerts: {
    readonly on: readonly string[]
    readonly command: string | readonly string[] | undefined
    readonly shell: boolean
    readonly url: string | undefined
    /** The name of the environment variable with the secret for signatures. */
    readonly secretEnv: string | undefined
    readonly timeout: number
  }
  /** Sources of versions, by name, and what concerns all of them. */
  readonly upstream: UpstreamSettings
  /** Rows of gates, by name. */
  readonly pipelines: Readonly<Record<string, PipelineSettings>>
  /** Programs that the work needs, by name. */
  readonly tools: Readonly<Record<string, ToolSettings>>
  /** Folders, from the top of the repository, that hold job files. */
  readonly jobs: { readonly dirs: readonly string[] }
  /** Folders with templates, whether what they print is escaped for HTML, and how many megabytes of compiled templates a process keeps. */
  readonly templates: TemplateSettings
  /** Folders whose folders are packs of this repository, and what the jobs of each pack are given. */
  readonly packs: {
    readonly dirs: readonly string[]
    readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
  /** The addresses of the people in each role. */
  readonly roles: Readonly<Record<string, readonly string[]>>
  /** How packages are promoted; undefined where none are. */
  readonly releases: ReleaseSettings | undefined
}

export interface TemplateSettings {
  readonly dirs: readonly string[]
  readonly autoescape: boolean
  readonly cacheMb: number
}

/** What the steps of an update run, in their order; `current` says what is installed. */
export type UpstreamCommand = 'current' | 'update' | 'build' | 'verify' | 'reload' | 'health'

/** A table of `[upstream]`: where versions come from, which of them to have, and what to do about it. Times are in milliseconds. */
export interface UpstreamSource {
  readonly repo: string
  /** Other addresses of the same repository: those that come first are asked first, and `repo` last. */
  readonly remotes: readonly string[]
  readonly strategy: 'tags' | 'releases' | 'commits'
  /** The branch to follow; the remote's own if it is left out. */
  readonly branch?: string | undefined
  readonly tagPrefix: string
  readonly constraint?: string | undefined
  readonly prerelease: boolean
  readonly pin?: string | undefined
  /** Where the source is checked out, from the top of the repository. */
  readonly path?: string | undefined
  /** Globs of the files that a rollback puts back. */
  readonly artifact: readonly string[]
  /** Globs of the files that an update commits. */
  readonly commit: readonly string[]
  readonly commands: Readonly<Partial<Record<UpstreamCommand, string | readonly string[]>>>
  /** The commands that are texts go to `sh -c`. */
  readonly shell: boolean
  /** More environment variables that the commands inherit. */
  readonly env: readonly string[]
  readonly policy: Readonly<Record<'major' | 'minor' | 'patch' | 'commits', 'auto' | 'approve'>>
  /** The name of the environment variable with the secret of this source's deliveries. */
  readonly secretEnv?: string | undefined
  readonly hook?: SourceHook | undefined
  readonly timeout: number
  readonly reloadTimeout: number
  readonly healthTimeout: number
}

/** The webhook at a forge that tells of a source, as far as the forge's own API needs it. */
export interface SourceHook {
  /** The forge's number of it. */
  readonly id: number
  /** Told from the address if it is left out. */
  readonly forge?: 'github' | 'gitlab' | 'gitea' | 'forgejo' | undefined
  /** Where the API is; told from the address if it is left out. */
  readonly api?: string | undefined
  /** The address of the repository that has the hook: the source's own, or a fork of it. */
  readonly repo?: string | undefined
  /** The name of the environment variable with the token. */
  readonly tokenEnv: string
}

export interface UpstreamSettings {
  /** The file that says which versions there are. */
  readonly manifest: string
  /** Addresses, with or without the length of a network, that deliveries may come from; anywhere if there is none. */
  readonly allowFrom: readonly string[]
  readonly sources: Readonly<Record<string, UpstreamSource>>
}

/** An effective configuration value that is safe to print: units as in the file, no secrets, `null` for "not set". */
export interface ConfigEntry {
  readonly key: string
  readonly value:
    | string
    | number
    | boolean
    | readonly string[]
    | readonly Readonly<Record<string, unknown>>[]
    | Readonly<Record<string, Price>>
    | Settings['llm']['providers']
    | Settings['roles']
    | Settings['packs']['inputs']
    | ReleaseSettings
    | UpstreamSettings['sources']
    | Settings['pipelines']
    | Settings['tools']
    | null
  readonly source: 'file' | 'default'
  readonly line?: number
}
