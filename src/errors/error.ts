/**
 * Whether a failure belongs to one run or to the whole process. In a process failure every other run would fail the
 * same way, so no event records it. A failure that the run repairs when it resumes also has process scope.
 */
export type ErrorScope = 'run' | 'process'

/**
 * An error that a person can meet. `code` is stable, and tests match it. `message` says what happened and to what;
 * `hint` says what to do about it. An error of any other class is a bug in git-doc.
 */
export class GitDocError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly scope: ErrorScope

  constructor(
    code: string,
    message: string,
    options: { hint?: string; cause?: unknown; scope?: ErrorScope } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.name = 'GitDocError'
    this.code = code
    this.hint = options.hint
    this.scope = options.scope ?? 'run'
  }
}

/** Whether an error is a `GitDocError`, which a person can act on, and not a bug. */
export const isGitDocError = (error: unknown): error is GitDocError => error instanceof GitDocError

export const interrupted = () =>
  new GitDocError('INTERRUPTED', 'Interrupted.', {
    hint: '"git-doc update" resumes from here.',
    scope: 'process',
  })
