import { GitDocError } from './error.ts'

/** `where` is `file:line: key`, as far as it is known. */
export const invalidConfig = (where: string, what: string, hint?: string, cause?: unknown) =>
  new GitDocError('CONFIG_INVALID', `${where}: ${what}`, {
    hint: hint ?? 'Correct the file. "git-doc config" prints the settings in effect.',
    cause,
  })

export const configUnwritable = (shown: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('CONFIG_UNWRITABLE', `${shown} cannot be written (${cause.code}).`, {
    hint: 'Check its permissions and the free disk space.',
    cause,
  })

export const alreadyInitialised = (path: string) =>
  new GitDocError('ALREADY_INITIALISED', `${path} already exists.`, {
    hint: 'Change it with "git-doc config edit" or "git-doc config set". To leave the history of this clone undocumented, run "git-doc init --baseline".',
  })
