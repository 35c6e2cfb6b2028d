/** The gates that git-doc brings along, by the names that `use` gives them. */
export const gateUses = [
  'docs',
  'hotspots',
  'tests',
  'budget',
  'sarif',
  'checksums',
  'semver-tag',
  'coverage',
  'changelog',
  'baseline',
  'release-verify',
  'release-notes',
  'tool-health',
] as const
export type GateUse = (typeof gateUses)[number]

/** What starts a pipeline: a person, or a hook of Git's that only tells of what has happened. */
export const pipelineTriggers = ['manual', 'post-commit', 'post-merge', 'post-rewrite'] as const
export type PipelineTrigger = (typeof pipelineTriggers)[number]

/** What a gate that git-doc brings along is told. Each takes some of these; see docs/pipelines.md. */
export interface GateOptions {
  /** The file that it reads, from the top of the repository. */
  readonly file?: string | undefined
  readonly format?: 'tap' | 'junit' | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** How often the tests run, on one tree. */
  readonly times?: number | undefined
  /** Where in a JSON file the number is. */
  readonly pointer?: string | undefined
  /** How many earlier runs count. */
  readonly last?: number | undefined
  /** How much worse a number may be, in percent; of coverage, in points. */
  readonly slack?: number | undefined
  readonly better?: 'lower' | 'higher' | undefined
  readonly since?: string | undefined
  readonly strict?: boolean | undefined
  readonly prefix?: string | undefined
  /** The file that it writes, from the top of the repository. */
  readonly output?: string | undefined
}

/** How far a gate may go before it is ended: milliseconds, and bytes. */
export interface GateBudget {
  readonly ms: number
  readonly memory?: number | undefined
  readonly output: number
}

/** One gate: a command, something that git-doc looks at, or both: what the command left is looked at. */
export interface Gate {
  readonly name: string
  readonly run?: string | readonly string[] | undefined
  /** A command that is a text goes to `sh -c`. */
  readonly shell: boolean
  readonly use?: GateUse | undefined
  readonly options: GateOptions
  /** Gates that must be over before it. */
  readonly needs: readonly string[]
  readonly budget: GateBudget
  /** If it fails, so does the run. */
  readonly blocking: boolean
  /** Globs: where nothing has changed that they match, it is skipped. Empty: it always runs. */
  readonly paths: readonly string[]
  /** Globs of the files that it makes. */
  readonly artifacts: readonly string[]
  /** What happens after the process died while it ran. */
  readonly repeat: 'safe' | 'never'
}

/** A table of `[pipeline]`. */
export interface PipelineSettings {
  readonly on: readonly PipelineTrigger[]
  /** Always in a fresh checkout of the commit. */
  readonly clean: boolean
  /** More environment variables that the commands inherit. */
  readonly env: readonly string[]
  readonly gates: readonly Gate[]
}
