import type { GitDocError } from '../errors/error.ts'

/** What to run, where, with what, and how far it may go. Times are in milliseconds, sizes in bytes. */
export interface ProcessRequest {
  /**
   * A program and its arguments. A text is split into words by POSIX quoting and nothing in it is expanded; with `shell`
   * it goes to `sh -c` as it is.
   */
  readonly command: string | readonly string[]
  readonly shell?: boolean | undefined
  readonly cwd: string
  /** The name of the run that it belongs to; the process sees it as GIT_DOC_RUN. */
  readonly run: string
  /** More environment variables that it inherits, by name (`AWS_*` for all that begin so), and values to set. */
  readonly inherit?: readonly string[] | undefined
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly input?: string | Uint8Array | undefined
  readonly timeout?: number | undefined
  readonly maxOutput?: number | undefined
  /** Of the whole process group, measured now and then. */
  readonly maxMemory?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** How long it may take to end after SIGTERM, before SIGKILL; 5 seconds if left out. */
  readonly grace?: number | undefined
  /**
   * What happens to its children if it exits by itself before them: `end` them (the default), or `leave` them, for a
   * command that starts a service. After a timeout or an interruption they always end.
   */
  readonly children?: 'end' | 'leave' | undefined
  /** Keeps the whole output in this folder, in a file named by its SHA-256. */
  readonly outputFolder?: string | undefined
  /** Removes secrets from the tail of the output. */
  readonly withoutSecrets?: ((text: string) => string) | undefined
  onOutput?(chunk: Uint8Array, stream: 'stdout' | 'stderr'): void
  /**
   * Talks with the process over its descriptor 3 until that closes. Its standard input then stays open, so that its end
   * tells the process that git-doc is gone.
   */
  talk?(channel: ProcessChannel): Promise<void>
}

/** Bytes from a process as they come, and text to it. */
export interface ProcessChannel extends AsyncIterable<Uint8Array> {
  /** Resolves when there is room for more. What cannot be sent, because the process is gone, is lost. */
  send(text: string): Promise<void>
}

/**
 * Why a process ended: it did so by itself (`exit`), it broke a limit, somebody interrupted it, or it never began
 * (`start`).
 */
export type ProcessEnd = 'exit' | 'timeout' | 'output' | 'memory' | 'interrupt' | 'start'

/** What this system cannot enforce; docs/processes.md lists it by system. */
export type NotEnforced = 'group' | 'terminate' | 'left-group' | 'memory'

/** A process that was ended; a negative id stands for a whole group where its members are not shown. */
export interface LeftBehind {
  readonly pid: number
  readonly name: string
}

/** How a process went. */
export interface ProcessEvidence {
  /** The words that were run; the program as it was written. */
  readonly command: readonly string[]
  /** The program's real path; missing if there is none. */
  readonly program?: string | undefined
  /** Undefined if a signal ended it, or if it never began. */
  readonly exit?: number | undefined
  readonly signal?: string | undefined
  readonly endedBy: ProcessEnd
  /** What happened and what to do, unless `endedBy` is `exit`; see `run` for the codes. */
  readonly error?: GitDocError | undefined
  readonly milliseconds: number
  /** In bytes, for the process group. It is sampled, so it may have been more; undefined if this system does not tell. */
  readonly peakMemory?: number | undefined
  /** Standard output and standard error together, as they came. */
  readonly output: {
    /** At most the last 64 KiB, without secrets. */
    readonly tail: string
    readonly bytes: number
    /** Of the whole output. */
    readonly sha256: string
    /** The file that has the whole output, secrets included. */
    readonly file?: string | undefined
    /** Why there is no such file although it was asked for: the system's error code. */
    readonly fileError?: string | undefined
  }
  /** Processes that had left the group and had to be ended. */
  readonly leftBehind: readonly LeftBehind[]
  /** Limits that were asked for, or are always promised, and that this system does not enforce. */
  readonly notEnforced: readonly NotEnforced[]
}

/** Runs child processes, each in a process group of its own. */
export interface Processes {
  /**
   * Runs one command and resolves when it and its children have ended. It rejects only because of a mistake of ours; what
   * a command can do wrong is in the evidence, with a code: COMMAND_INVALID, COMMAND_NEEDS_SHELL, COMMAND_NOT_FOUND,
   * COMMAND_NOT_EXECUTABLE, COMMAND_FOLDER_MISSING, COMMAND_TOO_LONG or SYSTEM_LIMIT if it could not start;
   * COMMAND_TIMED_OUT, COMMAND_OUTPUT_LIMIT, COMMAND_MEMORY_LIMIT or INTERRUPTED if it was ended. A process that does not
   * go away after SIGKILL is given up after the time of grace.
   */
  run(request: ProcessRequest): Promise<ProcessEvidence>
  /**
   * Ends what a run started and a killed git-doc left running, and returns it; what began with `children: 'leave'` stays. Only
   * for the owner of the log: nobody else may be at work on this run.
   */
  endMarked(run: string): Promise<readonly LeftBehind[]>
}
