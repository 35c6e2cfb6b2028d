import { GitDocError } from './error.ts'

export const commandInvalid = (command: string, what: string) =>
  new GitDocError('COMMAND_INVALID', `The command ${quoted(command)} cannot be run: ${what}.`, {
    hint: 'Write it as a list of words, or correct the quotes.',
  })

export const commandNeedsShell = (command: string, operator: string) =>
  new GitDocError(
    'COMMAND_NEEDS_SHELL',
    `The command ${quoted(command)} has ${operator === '\n' ? 'several lines' : `an unquoted ${operator}`}, which only a shell understands.`,
    { hint: 'Set shell = true for this command, or put that word in quotes.' },
  )

/** `program` is the name as it was written; `folders` are where git-doc looked for it. */
export const commandNotFound = (program: string, folders: readonly string[]) =>
  new GitDocError(
    'COMMAND_NOT_FOUND',
    folders.length > 0
      ? `There is no command ${quoted(program)} in PATH (${folders.join(', ')}).`
      : `There is no command ${quoted(program)}.`,
    {
      hint: /^\w+=/.test(program)
        ? 'To set a variable for one command, set shell = true.'
        : 'Install it, or name it by its path.',
    },
  )

export const commandNotExecutable = (path: string, why: string, hint: string) =>
  new GitDocError('COMMAND_NOT_EXECUTABLE', `${path} cannot be run: ${why}.`, { hint })

export const commandFolderMissing = (folder: string) =>
  new GitDocError(
    'COMMAND_FOLDER_MISSING',
    `The folder ${folder}, where a command must run, is gone.`,
    {
      hint: 'Restore the folder, or run git-doc in another working tree.',
    },
  )

export const commandTooLong = (program: string, cause: unknown) =>
  new GitDocError('COMMAND_TOO_LONG', `${program} got more arguments than this system takes.`, {
    hint: 'Pass long lists in a file, or on standard input.',
    cause,
  })

export const commandTimedOut = (program: string, milliseconds: number) =>
  new GitDocError('COMMAND_TIMED_OUT', `${program} did not end within ${milliseconds / 1000} s.`, {
    hint: 'Find out what it waits for, or raise its timeout.',
  })

export const commandOutputLimit = (program: string, bytes: number) =>
  new GitDocError('COMMAND_OUTPUT_LIMIT', `${program} printed more than ${bytes} bytes.`, {
    hint: 'Make it print less, or raise its output limit.',
  })

export const commandMemoryLimit = (program: string, bytes: number) =>
  new GitDocError('COMMAND_MEMORY_LIMIT', `${program} used more than ${bytes} bytes of memory.`, {
    hint: 'Make it use less, or raise its memory limit.',
  })

/** Enough of a command to recognize it, on one line. */
const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`
}
