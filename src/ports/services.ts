import type { Derived } from './derived.ts'
import type { GitCommands } from './git-commands.ts'
import type { JobHook, Jobs } from './jobs.ts'
import type { OpenLiveOutput } from './live-output.ts'
import type { EventLog } from './log.ts'
import type { Model } from './model.ts'
import type { Spending } from './money.ts'
import type { PackFolders } from './packs.ts'
import type { PipelineTools } from './pipelines.ts'
import type { Processes } from './processes.ts'
import type { Publisher } from './publisher.ts'
import type { Receipts } from './receipts.ts'
import type { ReleaseGit } from './release-git.ts'
import type { History, Repository } from './repository.ts'
import type { FindSecrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import type { Sync } from './sync.ts'
import type { Templates } from './templates.ts'
import type { Thing, Trust } from './trust.ts'
import type { UpstreamTools } from './upstream.ts'

/** What the outside world offers to runs of every kind. Each kind takes what it needs when its world opens. */
export interface Services {
  readonly repository: Repository
  readonly settings: Settings
  readonly log: EventLog
  readonly signal: AbortSignal
  readonly publisher: Publisher
  /** Receipts of runs, as Git notes. */
  readonly receipts: Receipts
  readonly history: History
  /** Keeps results that depend only on commits between runs; undefined if nothing may be written. */
  readonly derived?: Derived | undefined
  /** Returns the paths that ignore files match. A tracked path is never ignored. */
  ignored(paths: readonly string[], tracked: ReadonlySet<string>): Promise<ReadonlySet<string>>
  /** The models in the settings. Throws CONFIG_INVALID or PRICE_UNKNOWN; a missing key fails only at the first request. */
  openModels(spending?: Spending): ConfiguredModels
  /** The likely cost of a request, known even if the model itself cannot be opened. */
  estimate(spending: Spending): Model['estimate']
  /** The command calls no model, so a model that cannot be opened does not stop it. */
  readonly asksNobody: boolean
  /** Runs every child process but Git. */
  readonly processes: Processes
  /** Runs jobs. */
  readonly jobs: Jobs
  readonly templates: Templates
  readonly packFolders: PackFolders
  readonly git: GitCommands
  readonly releaseGit: ReleaseGit
  /** Tells of a new pointer; undefined where no releases are configured. */
  readonly sync?: Sync | undefined
  /** What updates of sources do to the working tree and ask of remotes. */
  readonly upstream: UpstreamTools
  /** What pipelines ask of the working tree and of Git. */
  readonly pipelines: PipelineTools
  /** Writes down which hooks jobs ask for, where the hook script looks. */
  announceHooks(hooks: readonly JobHook[]): Promise<void>
  /** The folder for the whole output of processes; undefined if nothing may be written. */
  readonly outputFolder?: string | undefined
  /** Shows what steps print while they run; undefined if nothing may be written. */
  readonly live?: OpenLiveOutput | undefined
  /** Ask it before running what comes from the repository's files. */
  readonly trust: Trust
  /** What the models that may be asked would run, and nobody allowed here. Asking such a model throws NOT_ALLOWED. */
  modelsNotAllowed(): Promise<readonly Thing[]>
  /** The keys of all providers. No prompt may contain them. */
  readonly keys: readonly string[]
  readonly findSecrets: FindSecrets
  /** Removes secrets and the keys of all providers from a text. */
  redact(text: string): Promise<string>
  /** Resolves after so many milliseconds, or as soon as the work is interrupted. */
  pause(milliseconds: number): Promise<void>
  /** Does something while nobody else that works on this log does anything of that name. */
  inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  /** Begins to measure, and answers how many milliseconds have passed. */
  stopwatch(): () => number
  /** The time `milliseconds` before now, in ISO 8601. */
  ago(milliseconds: number): string
  /** A random word that no document or diff contains by chance. */
  nonce(): string
}

/** `model` is undefined if the settings name none; `thenOffline` says that the offline provider is the last fallback. */
export interface ConfiguredModels {
  readonly model: Model | undefined
  readonly thenOffline: boolean
}
