import { GitDocError } from './error.ts'

/** `nearest` is the most similar name there is. */
export const jobUnknown = (name: string, nearest: string | undefined) =>
  new GitDocError('JOB_UNKNOWN', `There is no job "${name}".`, {
    hint: nearest
      ? `Did you mean "${nearest}"? "git-doc job list" shows all.`
      : '"git-doc job list" shows the jobs; "git-doc job create <name>" writes one.',
  })

export const jobDuplicate = (name: string, paths: readonly string[]) =>
  new GitDocError('JOB_DUPLICATE', `${paths.join(' and ')} both define the job "${name}".`, {
    hint: 'Give each job a name of its own.',
  })

/** `circle` begins and ends with the same name. */
export const jobCircle = (circle: readonly string[], what: 'needs' | 'on') =>
  new GitDocError(
    'JOB_CIRCLE',
    what === 'needs'
      ? `These jobs need each other: ${circle.join(' → ')}.`
      : `These jobs would start each other without end: ${circle.join(' → ')}.`,
    { hint: `Remove one of them from \`${what}\`.` },
  )

export const jobPatternInvalid = (path: string, pattern: string) =>
  new GitDocError('JOB_INVALID', `${path}: the pattern "${pattern}" has one parameter twice.`, {
    hint: 'Give each parameter a name of its own.',
  })

export const jobChanged = (path: string) =>
  new GitDocError('JOB_CHANGED', `${path} changed while the run was under way.`, {
    hint: 'The next attempt runs it as it is now.',
  })

export const jobUndoMissing = (job: string) =>
  new GitDocError('JOB_UNDO_MISSING', `The job "${job}" does not say how to undo it.`, {
    hint: 'Give it an `undo` function, or take back by hand what it did.',
  })

export const jobUndoFailed = (step: string, reason: string) =>
  new GitDocError('JOB_UNDO_FAILED', `Undoing "${step}" failed: ${reason}`, {
    hint: 'Correct the cause, and run "git-doc revert" again.',
  })

export const callRefused = (call: string, why: string) =>
  new GitDocError('JOB_CALL_REFUSED', `${composable(call)} cannot be used here: ${why}.`)

export const callInvalid = (call: string, detail: string, cause?: unknown) =>
  new GitDocError('JOB_CALL_INVALID', `${composable(call)} was called wrongly (${detail}).`, {
    cause,
  })

/** A call as a job writes it: `useGit().show` for `git.show`. */
const composable = (call: string): string =>
  call.replace(
    /^([a-z])(\w*)\.(\w+)$/,
    (_, first, rest, verb) => `use${first.toUpperCase()}${rest}().${verb}`,
  )

/** `detail` says what is in the way and what to do. */
export const commitBlocked = (detail: string) =>
  new GitDocError('COMMIT_BLOCKED', `The job's commit cannot be made now: ${detail}`, {
    hint: 'When nothing is in the way any more, run it again.',
  })

export const commitElsewhere = (commit: string) =>
  new GitDocError(
    'COMMIT_ELSEWHERE',
    `The job's commit belongs on a branch that has ${commit.slice(0, 8)}, and the one that is checked out does not have it.`,
    { hint: 'Switch to a branch that has it, and retry the run.' },
  )

export const commitOutrun = () =>
  new GitDocError(
    'COMMIT_OUTRUN',
    'Other commits came first each time that the job tried to commit.',
    {
      hint: 'Run it again when the branch is quiet.',
    },
  )

export const jobFileExists = (path: string) =>
  new GitDocError('JOB_FILE_EXISTS', `${path} is there already.`, {
    hint: 'Choose another name.',
  })
