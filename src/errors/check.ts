import { GitDocError } from './error.ts'

export const baseMissing = (base: string, hint: string) =>
  new GitDocError('BASE_MISSING', `The check cannot tell which findings are new: ${base}.`, {
    hint,
  })

/** A report that is to go to a file cannot be written there. */
export const reportUnwritable = (path: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('REPORT_UNWRITABLE', `${path} cannot be written (${cause.code}).`, {
    hint: 'Check that its folder exists, its permissions, and the free disk space.',
    cause,
  })

/** Git stopped before it listed everything, so neither "clean" nor "drifted" would be true. */
export const checkUndecided = (cause: GitDocError) =>
  new GitDocError('CHECK_UNDECIDED', `The check could not finish: ${cause.message}`, {
    hint: 'Run "git fsck". In a shallow or partial clone, fetch the missing objects.',
    cause,
  })
