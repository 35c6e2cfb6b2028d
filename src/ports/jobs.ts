import type { GitDocError } from '../errors/error.ts'
import type { ProcessEvidence } from './processes.ts'
import type { RenderCall, Rendered } from './templates.ts'

/**
 * The Git hooks that a job may ask for. Those before a deed run in the foreground and can refuse it; those after it only
 * leave a note.
 */
export const hooksBefore = [
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'pre-rebase',
  'pre-push',
] as const
export const hooksAfter = [
  'post-commit',
  'post-merge',
  'post-rewrite',
  'post-checkout',
  'post-applypatch',
] as const
/** Whether a hook runs before its deed and can refuse it. */
export const isBefore = (hook: string): boolean => hooksBefore.some(before => before === hook)

export type JobHook = (typeof hooksBefore)[number] | (typeof hooksAfter)[number]

/** What starts a job: a Git hook, or the end of another run, by the beginning of its name (`pipeline/release`). By hand always works. */
export type JobTrigger =
  | { readonly hook: JobHook }
  | { readonly after: 'success' | 'failed'; readonly run: string }

/** What a job's child process may do, as far as this Node can enforce it. */
export interface JobPermissions {
  /** Folders or files below the root, or absolute; `.` is the repository. */
  readonly read: readonly string[]
  readonly write: readonly string[]
  /** Whether it may start processes of its own. */
  readonly run: boolean
  /** Whether it may use the network. No Node that git-doc runs on enforces it for TCP: it is said, not promised. */
  readonly net: boolean
  /** Names of environment variables that it gets beside PATH, HOME and LANG; `AWS_*` for all that begin so. */
  readonly env: readonly string[]
}

/** A job as its file defines it, without its functions. Times are in milliseconds, sizes in bytes. */
export interface JobDefinition {
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  readonly version: string
  readonly on: readonly JobTrigger[]
  /** Patterns with parameters (`src/:package/**`); none means that files do not matter. */
  readonly paths: readonly string[]
  /** JSON Schema of the input; undefined if the job takes any. */
  readonly input?: unknown
  readonly permissions: JobPermissions
  readonly timeout: number
  /** Of the child process; undefined for no limit. */
  readonly memory?: number | undefined
  readonly retry: { readonly times: number; readonly backoff: number }
  readonly repeat: 'safe' | 'never'
  /** Names of jobs of the same trigger that must be over first. */
  readonly needs: readonly string[]
  /** `repository`: of all clones, only the one that claims the run first does it. */
  readonly once: 'clone' | 'repository'
  /** Whether it has an `undo`. */
  readonly undoes: boolean
}

/** A file that defines a job, with the files of the repository that it imports; read, never run. */
export interface JobFile {
  /** From the root, with slashes. */
  readonly path: string
  /** The file itself, then everything of the repository that it imports, by path; what a person allows. Real paths from the root. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
  /** SHA-256 over `files`; what a job defines is known by it. */
  readonly hash: string
}

/** What a step of a job is given. */
export interface JobCall {
  /** The name of the run, and of its step. */
  readonly run: string
  readonly step: string
  readonly verb: 'run' | 'undo'
  readonly file: JobFile
  readonly definition: JobDefinition
  /** Undefined where no commit is concerned. */
  readonly commit?: string | undefined
  /** The changed files that the step's parameters were found in; paths from the root. */
  readonly files: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly input: unknown
  /** What the hook was started with: its arguments and standard input. */
  readonly hook?:
    | { readonly name: JobHook; readonly args: readonly string[]; readonly stdin: string }
    | undefined
  /** Git's own environment for a hook in the foreground (`GIT_INDEX_FILE` and the like). */
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly signal: AbortSignal
  /**
   * Answers what a composable asks (`git.diff`, `model.complete`), as src/ports/job-calls.ts lists it. A GitDocError is the
   * composable's to throw. The signal aborts when the job's process is gone; its run is over when every answer is.
   */
  answer(name: string, args: unknown, signal: AbortSignal): Promise<unknown>
  onOutput?(text: string, stream: 'stdout' | 'stderr'): void
  readonly outputFolder?: string | undefined
  readonly withoutSecrets?: ((text: string) => string) | undefined
}

/** What `run` returned, checked. */
export interface JobResult {
  readonly message?: string | undefined
  readonly outputs?: Readonly<Record<string, unknown>> | undefined
  /** Files that it made, from the root. */
  readonly files?: readonly string[] | undefined
  /** Why there was nothing to do. */
  readonly skipped?: string | undefined
}

/** How a job's child process went: it returned, or it ended in another way, with the reason. */
export interface JobOutcome {
  readonly result?: JobResult | undefined
  /**
   * JOB_THREW, JOB_RESULT_INVALID, JOB_INPUT_INVALID, JOB_EXITED (`process.exit`, a signal), JOB_HUNG (nothing left to
   * wait for), JOB_CHANNEL_MISUSED, JOB_INVALID, or a code of the process runner: COMMAND_TIMED_OUT, COMMAND_OUTPUT_LIMIT,
   * COMMAND_MEMORY_LIMIT, INTERRUPTED.
   */
  readonly error?: GitDocError | undefined
  /** Where the job threw: its own lines only. */
  readonly stack?: string | undefined
  /** The files that the result names, as they were afterwards. */
  readonly files?: readonly { readonly path: string; readonly sha256: string }[] | undefined
  readonly evidence: ProcessEvidence
}

/** Finds jobs and runs them, each in a child process of its own. Nothing of a job's file runs in this process. */
export interface Jobs {
  /** Every file in these folders that may define a job, sorted by path. A folder that is missing has none. JOB_INVALID (syntax). */
  find(folders: readonly string[]): Promise<readonly (JobFile | BrokenJobFile)[]>
  /**
   * What a file defines, from a child process, or as it was kept under the file's hash. Only for files that may run.
   * JOB_INVALID for a file without a job and a definition that is wrong, with what and where.
   */
  define(file: JobFile, run: string, signal: AbortSignal): Promise<JobDefinition>
  /** What was kept under the file's hash; undefined if it was never defined here. Runs nothing. */
  known(file: JobFile): Promise<JobDefinition | undefined>
  /** Rejects only because of a mistake of ours. */
  run(call: JobCall): Promise<JobOutcome>
  /**
   * Renders templates in a child process that may read, write and start nothing, in their order. TEMPLATE_INVALID,
   * TEMPLATE_TIMED_OUT, TEMPLATE_ENDED, NOT_ALLOWED for one that includes what nobody allowed, INTERRUPTED.
   */
  render(call: RenderCall): Promise<readonly Rendered[]>
  /** What this Node does not enforce of these permissions, as sentences for a person. */
  notEnforced(permissions: JobPermissions): readonly string[]
}

/** A file that cannot be read as a module: what is wrong, and where. */
export interface BrokenJobFile {
  readonly path: string
  readonly error: GitDocError
}
