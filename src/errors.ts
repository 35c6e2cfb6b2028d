/**
 * An error a person can meet: `code` is stable and what tests match, `message` says what happened and to what,
 * `hint` what to do about it. An error of any other class is our own mistake. All of them stand on this page, which is why it is long.
 */
export class GitDocError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.name = 'GitDocError'
    this.code = code
    this.hint = options.hint
  }
}

/** Whether an error is one a person can act on, rather than a mistake of ours. */
export const isGitDocError = (error: unknown): error is GitDocError => error instanceof GitDocError

// The log

export const versionConflict = (run: string, actual: number, expected: number) =>
  new GitDocError(
    'VERSION_CONFLICT',
    `${run} is at version ${actual}, expected ${expected}: another process moved it on.`,
    { hint: 'Run the command again.' },
  )

export const eventRefused = (type: string, state: string) =>
  new GitDocError('EVENT_REFUSED', `A run in state "${state}" cannot take the event "${type}".`)

export const unknownKind = (kind: string, known: readonly string[]) =>
  new GitDocError('UNKNOWN_KIND', `"${kind}" is no kind of run (known: ${known.join(', ')}).`, {
    hint: 'The log may have been written by a newer git-doc: update git-doc.',
  })

export const malformedEvent = (where: string, cause: unknown) =>
  new GitDocError('EVENT_MALFORMED', `The event at ${where} is not one this version knows.`, {
    hint: 'The log may have been written by a newer git-doc: update git-doc.',
    cause,
  })

export const logDamaged = (where: string, what: string, cause?: unknown) =>
  new GitDocError('LOG_DAMAGED', `The event log is damaged at ${where}: ${what}.`, {
    hint: 'Nothing was written. "git-doc doctor" says how far it is whole; "git-doc doctor --repair" rebuilds what can be had and keeps the damaged log.',
    cause,
  })

export const logFormatUnknown = (found: string) =>
  new GitDocError(
    'LOG_FORMAT',
    `The event log has format ${found}, which this git-doc does not know.`,
    {
      hint: 'Update git-doc.',
    },
  )

export const logUnavailable = (path: string, cause: unknown) =>
  new GitDocError('LOG_UNAVAILABLE', `The event log in ${path} cannot be opened.`, {
    hint: 'Check that the folder is writable and its disk has room.',
    cause,
  })

/** `line` of the export, from 1. */
export const importDamaged = (line: number, what: string, cause?: unknown) =>
  new GitDocError('IMPORT_DAMAGED', `The export is damaged at line ${line}: ${what}.`, {
    hint: 'Nothing was imported. Export again where the log is, and copy the file as it is.',
    cause,
  })

export const importNotEmpty = (what: string) =>
  new GitDocError('IMPORT_NOT_EMPTY', `There is an event log here already: ${what}.`, {
    hint: 'Import where git-doc has not worked yet. "git-doc export" saves what is here.',
  })

export const exportUnwritable = (path: string, cause: unknown) =>
  new GitDocError('EXPORT_UNWRITABLE', `${path} cannot be written.`, {
    hint: 'Check its folder, its permissions and its disk.',
    cause,
  })

export const importUnreadable = (path: string, cause: unknown) =>
  new GitDocError('IMPORT_UNREADABLE', `${path} cannot be read.`, {
    hint: 'Name a file that "git-doc export" wrote, or "-" for standard input.',
    cause,
  })

export const stateUnwritable = (path: string, cause: unknown) =>
  new GitDocError('STATE_UNWRITABLE', `The state folder ${path} cannot be written.`, {
    hint: 'Check its permissions and its disk.',
    cause,
  })

export const busy = (holder: string, path: string) =>
  new GitDocError('BUSY', `Another git-doc is at work here: ${holder}.`, {
    hint: `Wait for it to end, or watch it with "git-doc status". Its lock is ${path}.`,
  })

// The machine

const limits = new Set<unknown>(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOSPC', 'EDQUOT'])

/** Whether the system had no more of what was asked for: open files, processes, memory, room on the disk. */
export const isSystemLimit = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && limits.has((error as { code?: unknown }).code)

export const systemLimit = (cause: Error & { readonly code: string }) =>
  new GitDocError('SYSTEM_LIMIT', `The system refused more (${cause.code}): ${cause.message}`, {
    hint: 'Make room on the disk, or raise the limit on open files ("ulimit -n") or processes. "git-doc update" goes on from here.',
    cause,
  })

// Git

export const gitMissing = (cause?: unknown) =>
  new GitDocError('GIT_MISSING', 'No "git" command was found.', {
    hint: 'Install Git 2.39 or later and make sure it is in PATH.',
    cause,
  })

export const gitTooOld = (version: string) =>
  new GitDocError('GIT_TOO_OLD', `Git ${version} is too old.`, {
    hint: 'Install Git 2.39 or later.',
  })

export const gitFailed = (args: readonly string[], detail: string, cause?: unknown) =>
  new GitDocError('GIT_FAILED', `"git ${args.join(' ')}" failed: ${detail}`, { cause })

/** The branch has the doc commit, and what was to come with it failed. */
export const publicationUnfinished = (docCommit: string, cause: GitDocError) =>
  new GitDocError(
    'PUBLICATION_UNFINISHED',
    `The doc commit ${docCommit.slice(0, 8)} may be on its branch without the index and the files following it: ${cause.message}`,
    { hint: 'Nothing is lost: "git-doc update" finishes it.', cause },
  )

export const notARepository = (path: string) =>
  new GitDocError('NOT_A_REPOSITORY', `${path} is not inside a Git repository.`, {
    hint: 'Change to a repository, or make one with "git init".',
  })

export const bareRepository = (path: string) =>
  new GitDocError('BARE_REPOSITORY', `${path} is a bare repository: it has no files to document.`, {
    hint: 'Run git-doc in a clone with a working tree.',
  })

export const unknownCommit = (revision: string) =>
  new GitDocError('UNKNOWN_COMMIT', `"${revision}" names no commit of this repository.`, {
    hint: 'Check it with "git log". In a shallow clone, "git fetch --unshallow" brings older commits.',
  })

export const unsupportedRepository = (what: string) =>
  new GitDocError(
    'UNSUPPORTED_REPOSITORY',
    `Without a git command this repository cannot be read: ${what}.`,
    {
      hint: 'Install Git 2.39 or later.',
    },
  )

// Hooks

/** `why` is what kind of folder it is: husky's, one of the working tree, or one that other repositories use too. */
export const hooksElsewhere = (folder: string, why: 'husky' | 'shared' | 'outside') =>
  new GitDocError('HOOKS_ELSEWHERE', `Git looks for hooks in ${folder}: ${hooksOwner[why]}.`, {
    hint: 'With Git 2.54 or later use "git-doc enable-hook --config-hooks"; below that "git-doc enable-hook --by-hand" prints the lines to add.',
  })

const hooksOwner = {
  husky: 'husky writes that folder anew, so what is added there does not last',
  shared: 'it is part of the working tree, which is not for the paths of one machine',
  outside: 'it lies outside this repository, and others may use it too',
} as const

export const configHooksUnknown = (version: string) =>
  new GitDocError(
    'CONFIG_HOOKS_UNKNOWN',
    `${version.replace(/^git version /, 'Git ')} knows no hooks in its configuration.`,
    { hint: 'Install Git 2.54 or later, or use --file-hooks.' },
  )

// Configuration

/** `where` is `file:line: key` as far as known. */
export const invalidConfig = (where: string, what: string, hint?: string, cause?: unknown) =>
  new GitDocError('CONFIG_INVALID', `${where}: ${what}`, {
    hint: hint ?? 'Correct the file; "git-doc config" prints what is in force.',
    cause,
  })

export const configUnwritable = (shown: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('CONFIG_UNWRITABLE', `${shown} cannot be written (${cause.code}).`, {
    hint: 'Check its permissions and its disk.',
    cause,
  })

export const alreadyInitialised = (path: string) =>
  new GitDocError('ALREADY_INITIALISED', `${path} exists already.`, {
    hint: 'Change it with "git-doc config edit" or "git-doc config set".',
  })

export const wrongUsage = (what: string, hint?: string) =>
  new GitDocError('USAGE', what, { hint: hint ?? 'See "git-doc --help".' })

export const confirmationNeeded = (what: string, hint: string) =>
  new GitDocError('CONFIRMATION_NEEDED', what, { hint })

export const unknownRun = (commit: string) =>
  new GitDocError('UNKNOWN_RUN', `Nothing is recorded of the commit ${commit}.`, {
    hint: '"git-doc status" lists what is; "git-doc update" takes up new commits.',
  })

export const casesUnreadable = (path: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('CASES_UNREADABLE', `${path} cannot be read (${cause.code}).`, {
    hint: 'Give --cases a file with one JSON object a line.',
    cause,
  })

/** `where` is `file:line`. */
export const casesInvalid = (where: string, cause: unknown) =>
  new GitDocError('CASES_INVALID', `${where} is no case.`, {
    hint: 'A case is a JSON object with "commit" (a full id), "docs" and, where known, "repo" and "gold".',
    cause,
  })

// Checking

export const baseMissing = (base: string, hint: string) =>
  new GitDocError('BASE_MISSING', `What is new cannot be told: ${base}.`, { hint })

/** Git stopped before it had told all: neither "clean" nor "drifted" would be true. */
export const checkUndecided = (cause: GitDocError) =>
  new GitDocError('CHECK_UNDECIDED', `The check could not be finished: ${cause.message}`, {
    hint: 'See "git fsck"; in a shallow or partial clone, fetch what is missing.',
    cause,
  })

// Documents

export const documentMissing = (file: string) =>
  new GitDocError('DOCUMENT_MISSING', `${file} does not exist in the branch that is checked out.`, {
    hint: 'Correct the mapping in .git-doc/config.toml, or bring the document back.',
  })

export const documentOutside = (file: string) =>
  new GitDocError(
    'DOCUMENT_OUTSIDE',
    `${file} is or leads through a symbolic link, or lies outside the repository.`,
    {
      hint: 'Name the document itself; git-doc writes only regular files inside the repository.',
    },
  )

export const documentEncoding = (file: string) =>
  new GitDocError('DOCUMENT_ENCODING', `${file} is not UTF-8.`, {
    hint: 'Convert it to UTF-8, or leave it out of doc_files.',
  })

export const sectionMissing = (file: string, section: string, known: readonly string[]) =>
  new GitDocError('SECTION_MISSING', `${file} has no section "${section}".`, {
    hint: known.length
      ? `Its sections: ${known.slice(0, 12).join(' · ')}${known.length > 12 ? ' …' : ''}.`
      : 'It has no sections: add a heading or git-doc markers.',
  })

export const sectionAmbiguous = (file: string, section: string, addresses: readonly string[]) =>
  new GitDocError('SECTION_AMBIGUOUS', `${file} has several sections "${section}".`, {
    hint: `Name one: ${addresses.join(' · ')}.`,
  })

/** `conflicts` are sentences, one a section. */
export const revertConflict = (conflicts: readonly string[]) =>
  new GitDocError('REVERT_CONFLICT', conflicts.join(' '), {
    hint: 'Nothing was changed. Revert the later change first, or edit the section by hand.',
  })

// Models

/** What went wrong between us and a model; `class` decides what is done about it (SPEC D3). */
export type ModelErrorClass =
  | 'throttled'
  | 'quota'
  | 'auth'
  | 'model-unknown'
  | 'context-length'
  | 'truncated'
  | 'refused'
  | 'timeout'
  | 'network'
  | 'server'
  | 'malformed'
  | 'unavailable'
  | 'aborted'

export class ModelError extends GitDocError {
  readonly class: ModelErrorClass
  /** Milliseconds the provider asked us to wait, where it said so. */
  readonly retryAfter: number | undefined
  /** Whether it is of no use to ask again at once, though failures of its class often pass. */
  readonly stays: boolean

  constructor(
    errorClass: ModelErrorClass,
    message: string,
    options: { hint?: string; cause?: unknown; retryAfter?: number; stays?: boolean } = {},
  ) {
    super(`MODEL_${errorClass.toUpperCase().replace('-', '_')}`, message, options)
    this.class = errorClass
    this.retryAfter = options.retryAfter
    this.stays = options.stays ?? false
  }
}

/** A provider that is not asked at all for now; `until` is ISO 8601, `reason` what it said when it was last asked. */
export const providerLeftAlone = (name: string, until: string, reason: string, wait: number) =>
  new ModelError('unavailable', `${name} is left alone until ${until}: ${reason}`, {
    hint: '"git-doc update" asks it again then. Another provider can be named under llm.fallbacks.',
    retryAfter: wait,
  })

/** Nothing was sent, because it might have cost more than is left; `needs` is how much, in US dollars. */
export class BudgetError extends GitDocError {
  readonly needs: number

  constructor(message: string, needs: number) {
    super('BUDGET_REACHED', message, { hint: 'Raise it under [budget] in .git-doc/config.toml.' })
    this.needs = needs
  }
}

export const priceUnknown = (provider: string, model: string) =>
  new GitDocError(
    'PRICE_UNKNOWN',
    `What ${provider}:${model} costs is not known, so no budget can be kept.`,
    {
      hint: `Say it under [prices] in .git-doc/config.toml, in US dollars per million tokens: ${JSON.stringify(model)} = { input = 1.00, output = 5.00 }. Or take the budget out.`,
    },
  )

/** `variables` are the environment variables a key is looked for in. */
export const modelKeyMissing = (provider: string, variables: readonly string[]) =>
  new GitDocError('MODEL_KEY_MISSING', `No API key for ${provider} was found.`, {
    hint: `Set the environment variable ${variables.join(' or ')}, or llm.api_key in .git-doc/config.toml if ${provider} is llm.provider.`,
  })

export const modelKeyExposed = (where: 'prompt' | 'answer') =>
  new GitDocError(
    'MODEL_KEY_EXPOSED',
    where === 'prompt'
      ? 'The prompt contains an API key from the configuration: nothing was sent.'
      : 'The answer contains an API key from the configuration: it was thrown away.',
    { hint: 'Take the key out of the code, its history and its documents, and replace it.' },
  )

/** An answer that a guardrail stopped; `rule` is the guard's stable name. */
export const answerRefused = (rule: string, what: string) =>
  new GitDocError(`ANSWER_${rule.toUpperCase().replaceAll('-', '_')}`, what, {
    hint: 'The document is untouched. "git-doc retry" asks again.',
  })

export const interrupted = () =>
  new GitDocError('INTERRUPTED', 'Interrupted.', { hint: '"git-doc update" goes on from here.' })
