import { GitDocError } from './error.ts'
import { visible } from './visible.ts'

/** `where` is the path of the job's file, with a line if it is known. */
export const jobInvalid = (where: string, what: string, hint?: string, cause?: unknown) =>
  new GitDocError('JOB_INVALID', `${where}: ${what}`, {
    hint: hint ?? 'Correct the file.',
    ...(cause !== undefined && { cause }),
  })

/** `what` is what it threw, `place` is `file:line:column` in the job. */
export const jobThrew = (what: string, place?: string) =>
  new GitDocError('JOB_THREW', `${line(what)}${place ? ` (${place})` : ''}`, {
    hint: 'Correct the job, or what it works on. "git-doc job logs" shows what it printed.',
  })

export const jobResultInvalid = (job: string, what: string) =>
  new GitDocError(
    'JOB_RESULT_INVALID',
    `The job ${job} returned an invalid result: ${line(what)}.`,
    {
      hint: 'Return nothing, or { message, outputs, files, skipped } made of plain data.',
    },
  )

export const jobInputInvalid = (job: string, what: string) =>
  new GitDocError('JOB_INPUT_INVALID', `The job ${job} refused its input: ${line(what)}.`, {
    hint: `"git-doc job show ${job}" lists what it takes.`,
  })

/** `how` is how its process ended. */
export const jobExited = (job: string, how: string) =>
  new GitDocError('JOB_EXITED', `The job ${job} ended before its run did: ${how}.`, {
    hint: 'A job returns when it is done; process.exit and signals end it too early.',
  })

export const jobHung = (job: string) =>
  new GitDocError('JOB_HUNG', `The job ${job} waits for something that cannot happen any more.`, {
    hint: 'Look for a promise that nobody resolves.',
  })

/** `what` is what git-doc read from the job's process. */
export const jobChannelMisused = (job: string, what: string) =>
  new GitDocError('JOB_CHANNEL_MISUSED', `The job ${job} used git-doc's own channel: ${what}.`, {
    hint: 'Descriptor 3 belongs to git-doc. Use the composables.',
  })

export const jobTimedOut = (job: string, milliseconds: number) =>
  new GitDocError(
    'COMMAND_TIMED_OUT',
    `The job ${job} did not end within ${milliseconds / 1000} s.`,
    { hint: 'Find out what it waits for, or raise its timeout.' },
  )

/** What stands outside `run` and `undo` did not come to an end. */
export const jobLoadTimedOut = (path: string, milliseconds: number) =>
  new GitDocError('COMMAND_TIMED_OUT', `${path} did not load within ${milliseconds / 1000} s.`, {
    hint: 'Find out what it waits for outside `run`. It is loaded again when it changes, or after ten minutes.',
  })

export const jobOutputLimit = (job: string, bytes: number) =>
  new GitDocError('COMMAND_OUTPUT_LIMIT', `The job ${job} printed more than ${bytes} bytes.`, {
    hint: 'Make it print less.',
  })

export const jobMemoryLimit = (job: string, bytes: number) =>
  new GitDocError(
    'COMMAND_MEMORY_LIMIT',
    `The job ${job} used more than ${Math.round(bytes / 2 ** 20)} MB of memory.`,
    { hint: 'Make it use less, or raise its memory in megabytes.' },
  )

/** A composable was called where no job runs. */
export const composableOutside = (name: string) =>
  new GitDocError('COMPOSABLE_OUTSIDE', `${name}() was called outside a job.`, {
    hint: 'Call it in `run` or `undo`, not when the file is loaded.',
  })

/** A job may say anything, over any number of lines. */
const line = (text: string): string => {
  const short = visible(text.replace(/\s+/g, ' ').trim())
  return (short.length > 500 ? `${short.slice(0, 499)}…` : short).replace(/\.$/, '')
}
