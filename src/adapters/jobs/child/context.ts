import type { JobHook } from '../../../ports/jobs.ts'

/** What `run` and `undo` are given. */
export interface JobContext<Input = unknown> {
  /** The name of the job, of its run and of the step. */
  readonly job: string
  readonly run: string
  readonly step: string
  /** The full id; undefined where no commit is concerned. */
  readonly commit: string | undefined
  /** The changed files that the parameters were found in; paths from the root. */
  readonly files: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly input: Input
  /** The Git hook that started it, with its arguments and standard input. */
  readonly hook:
    | { readonly name: JobHook; readonly args: readonly string[]; readonly stdin: string }
    | undefined
  /** Aborts when the job must end: a timeout, Ctrl+C. A job that never looks at it ends at once. */
  readonly signal: AbortSignal
  readonly log: JobLog
}

/** Each writes one line, as `console` would, that `git-doc job logs` shows: the first two to standard output, the others to standard error. */
export interface JobLog {
  debug(...words: readonly unknown[]): void
  info(...words: readonly unknown[]): void
  warn(...words: readonly unknown[]): void
  error(...words: readonly unknown[]): void
}
