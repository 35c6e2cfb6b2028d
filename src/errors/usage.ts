import { GitDocError } from './error.ts'

export const wrongUsage = (what: string, hint?: string) =>
  new GitDocError('USAGE', what, { hint: hint ?? 'See "git-doc --help".' })

/** A person left a question unanswered: Ctrl+C, Ctrl+D. */
export const cancelled = () =>
  new GitDocError('INTERRUPTED', 'Cancelled.', { hint: 'Nothing was changed after the question.' })

export const confirmationNeeded = (what: string, hint: string) =>
  new GitDocError('CONFIRMATION_NEEDED', what, { hint })

/** `known` holds the names of the kinds that have runs. */
export const unknownKind = (kind: string, known: readonly string[]) =>
  wrongUsage(
    `No run is of the kind "${kind}".`,
    known.length > 0 ? `Kinds with runs: ${known.join(', ')}.` : 'The log has no runs yet.',
  )

/** `run` is a run's name, or whatever the person called it. */
export const unknownRun = (run: string) =>
  new GitDocError('UNKNOWN_RUN', `The log has no run for ${run}.`, {
    hint: '"git-doc status" lists the runs. "git-doc update" adds runs for new commits.',
  })

export const casesUnreadable = (path: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('CASES_UNREADABLE', `${path} cannot be read (${cause.code}).`, {
    hint: 'Give --cases a file with one JSON object per line.',
    cause,
  })

/** `where` is `file:line`. */
export const casesInvalid = (where: string, cause: unknown) =>
  new GitDocError('CASES_INVALID', `${where} is not a valid case.`, {
    hint: 'A case is a JSON object with "commit" (a full id), "docs" and optionally "repo" and "gold".',
    cause,
  })
