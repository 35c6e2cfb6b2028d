import { GitDocError } from './error.ts'

export const versionConflict = (run: string, actual: number, expected: number) =>
  new GitDocError(
    'VERSION_CONFLICT',
    `${run} is at version ${actual}, expected ${expected}: another process changed it.`,
    { hint: 'Run the command again.' },
  )

export const eventRefused = (type: string, state: string) =>
  new GitDocError('EVENT_REFUSED', `A run in state "${state}" cannot accept the event "${type}".`, {
    hint: 'If a newer git-doc wrote the log, update git-doc.',
  })

export const malformedEvent = (where: string, cause: unknown) =>
  new GitDocError('EVENT_MALFORMED', `This git-doc cannot read the event at ${where}.`, {
    hint: 'A newer git-doc may have written the log: update git-doc.',
    cause,
  })

export const logDamaged = (where: string, what: string, cause?: unknown) =>
  new GitDocError('LOG_DAMAGED', `The event log is damaged at ${where}: ${what}.`, {
    hint: 'Nothing was written. "git-doc doctor" says which part is intact. "git-doc doctor --repair" rebuilds what it can and keeps the damaged log.',
    cause,
  })

export const logFormatUnknown = (found: string) =>
  new GitDocError(
    'LOG_FORMAT',
    `The event log has format ${found}, which this version of git-doc does not support.`,
    {
      hint: 'Update git-doc.',
    },
  )

export const logUnavailable = (path: string, cause: unknown) =>
  new GitDocError('LOG_UNAVAILABLE', `The event log in ${path} cannot be opened.`, {
    scope: 'process',
    hint: 'Check that the folder is writable and the disk has free space.',
    cause,
  })

/** `line` is the line of the export, from 1. */
export const importDamaged = (line: number, what: string, cause?: unknown) =>
  new GitDocError('IMPORT_DAMAGED', `The export is damaged at line ${line}: ${what}.`, {
    hint: 'Nothing was imported. Export the log again and copy the file unchanged.',
    cause,
  })

export const importNotEmpty = (what: string) =>
  new GitDocError('IMPORT_NOT_EMPTY', `An event log already exists here: ${what}.`, {
    hint: 'Import into a repository where git-doc has not run yet. "git-doc export" saves the existing log.',
  })

export const exportUnwritable = (path: string, cause: unknown) =>
  new GitDocError('EXPORT_UNWRITABLE', `${path} cannot be written.`, {
    hint: 'Check that its folder exists, its permissions, and the free disk space.',
    cause,
  })

export const importUnreadable = (path: string, cause: unknown) =>
  new GitDocError('IMPORT_UNREADABLE', `${path} cannot be read.`, {
    hint: 'Name a file that "git-doc export" wrote, or "-" for standard input.',
    cause,
  })

export const stateUnwritable = (path: string, cause: unknown) =>
  new GitDocError('STATE_UNWRITABLE', `${path} cannot be written.`, {
    scope: 'process',
    hint: 'Check that the repository still exists, the permissions and the free disk space.',
    cause,
  })

export const busy = (holder: string, path: string) =>
  new GitDocError('BUSY', `Another git-doc process is working here: ${holder}.`, {
    hint: `Wait until it ends, or watch it with "git-doc status". Its lock file is ${path}.`,
  })
