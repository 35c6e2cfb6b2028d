import { GitDocError } from './error.ts'

export const releasesNotConfigured = () =>
  new GitDocError('RELEASES_NOT_CONFIGURED', 'This repository has no table [releases].', {
    hint: 'Add [releases] to .git-doc/config.toml; docs/releases.md says what it may hold.',
  })

export const headMissing = () =>
  new GitDocError('HEAD_MISSING', 'This repository has no commit yet.', {
    hint: 'Make a first commit; releases begin from one.',
  })

/** `detail` says in a few words why the file is none. */
export const pointerInvalid = (file: string, detail: string) =>
  new GitDocError('POINTER_INVALID', `${file} cannot be read as a pointer: ${detail}.`, {
    hint: 'It is a JSON object of packages and their versions. Correct it and commit it.',
  })

/** `nearest` is the most similar name there is. */
export const packageUnknown = (name: string, nearest: string | undefined) =>
  new GitDocError('PACKAGE_UNKNOWN', `There is no package "${name}".`, {
    hint:
      nearest === undefined
        ? `"git-doc release status" lists the packages; a draft counts once "git-doc release commit" has committed it. "git-doc release draft ${name} --version 1.0.0" begins a new package.`
        : `Did you mean "${nearest}"? "git-doc release status" lists the packages.`,
  })

/** `known` holds the versions that there are. */
export const releaseUnknown = (name: string, known: readonly string[]) =>
  new GitDocError('RELEASE_UNKNOWN', `There is no release ${name} in this commit.`, {
    hint:
      known.length === 0
        ? '"git-doc release draft" begins one.'
        : `Versions: ${known.slice(-10).join(', ')}. A draft on another branch must be merged first.`,
  })

export const versionInvalid = (version: string) =>
  new GitDocError('VERSION_INVALID', `"${version}" is not a semantic version.`, {
    hint: 'Write it as 1.5.0, without "v".',
  })

export const versionTaken = (release: string) =>
  new GitDocError('VERSION_TAKEN', `${release} already exists.`, {
    hint: 'Choose a higher version with --version or --bump.',
  })

/** `reasons` are the changes that ask for more. */
export const versionTooLow = (release: string, least: string, reasons: readonly string[]) =>
  new GitDocError(
    'VERSION_TOO_LOW',
    `${release} is too low; the changes ask for ${least} at least:${listed(reasons)}`,
    { hint: `Rename the folder and the manifest's version to ${least}, or take the change back.` },
  )

export const treeDirty = (paths: readonly string[]) =>
  new GitDocError('TREE_DIRTY', `There are changes that are not committed:${listed(paths)}`, {
    hint: 'Commit them or put them away with "git stash -u", and try again.',
  })

export const releaseUncommitted = (release: string, paths: readonly string[]) =>
  new GitDocError(
    'RELEASE_UNCOMMITTED',
    paths.length > 0
      ? `${release} has changes that are not committed:${listed(paths)}`
      : `${release} is not committed.`,
    { hint: `"git-doc release commit" commits it; only what is committed can be staged.` },
  )

export const nothingToCommit = (release: string) =>
  new GitDocError('NOTHING_TO_COMMIT', `${release} is committed as it is.`, {
    hint: 'Change it first, or stage it: "git-doc release stage".',
  })

export const draftNotFound = () =>
  new GitDocError('DRAFT_NOT_FOUND', 'No draft is checked out here.', {
    hint: 'Name a release (<package>@<version>), or begin one: "git-doc release draft <package>".',
  })

/** `field` is that of the manifest. */
export const manifestWrong = (
  file: string,
  field: string,
  found: string | undefined,
  expected: string,
) =>
  new GitDocError(
    'MANIFEST_WRONG',
    `${file}: ${field} is ${found === undefined ? 'missing' : `"${found}"`}, and the folder says "${expected}".`,
    { hint: 'Make both the same.' },
  )

export const releaseFrozen = (release: string, why: 'staged' | 'released') =>
  new GitDocError(
    'RELEASE_FROZEN',
    why === 'released'
      ? `${release} was in production, so it stays as it is for ever.`
      : `${release} is staged, so it stays as it is.`,
    { hint: 'Draft a higher version: "git-doc release draft".' },
  )

/** `why` says what is not so, as the end of a sentence. */
export const releaseNotStaged = (release: string, why: string) =>
  new GitDocError('RELEASE_NOT_STAGED', `${release} is not staged: ${why}.`, {
    hint: `Stage it: "git-doc release stage ${release}".`,
  })

export const releasePrerelease = (release: string) =>
  new GitDocError('RELEASE_PRERELEASE', `${release} is a pre-release.`, {
    hint: 'It can be staged and looked at, and never goes into production.',
  })

/** The rules have something against the releases; `reasons` says what. */
export const rulesFailed = (releases: readonly string[], reasons: readonly string[]) =>
  new GitDocError('RULES_FAILED', `The rules refuse ${releases.join(', ')}:${listed(reasons)}`, {
    hint: '"git-doc release report <release>" shows everything.',
  })

/** `why` is the end of a sentence: `only admin may`. */
export const roleMissing = (verb: string, person: string, why: string) =>
  new GitDocError('ROLE_MISSING', `${person} may not ${verb} releases: ${why}.`, {
    hint: 'The configuration says who may: [roles] and [releases.roles].',
  })

export const approvalsMissing = (
  release: string,
  { found, needed, others }: { found: number; needed: number; others: readonly string[] },
) =>
  new GitDocError(
    'APPROVALS_MISSING',
    `${release} has ${found} of ${needed} approvals.${others.length > 0 ? ` Not counted: ${others.join('; ')}.` : ''}`,
    { hint: `Somebody else runs "git-doc release approve ${release}".` },
  )

export const approvalOwn = (release: string, person: string) =>
  new GitDocError('APPROVAL_OWN', `${person} wrote ${release}, so their approval does not count.`, {
    hint: 'Ask somebody who wrote no commit of it.',
  })

export const reasonMissing = (verb: string) =>
  new GitDocError('REASON_MISSING', `"release ${verb}" needs a reason.`, {
    hint: 'Say why with --reason.',
  })

export const pointerMoved = (name: string, expected: string, found: string) =>
  new GitDocError(
    'POINTER_MOVED',
    `Somebody else moved ${name} meanwhile: it was ${expected}, and it is ${found}.`,
    { hint: 'Look at "git-doc release history", and ask again if it is still right.' },
  )

/** `detail` says what is in the way and what to do. */
export const pointerBlocked = (detail: string) =>
  new GitDocError('POINTER_BLOCKED', `The pointer cannot be moved now: ${detail}`, {
    hint: '"git-doc retry" tries it again when nothing is in the way.',
  })

export const pointerOutrun = () =>
  new GitDocError('POINTER_OUTRUN', 'Other commits came first each time.', {
    hint: '"git-doc retry" tries it again.',
  })

export const activationElsewhere = (ref: string) =>
  new GitDocError(
    'ACTIVATION_ELSEWHERE',
    `The activation belongs on ${ref.replace('refs/heads/', '')}, which is not checked out.`,
    { hint: 'Switch to it, and retry the run.' },
  )

export const releaseChanged = (release: string) =>
  new GitDocError(
    'RELEASE_CHANGED',
    `${release} is not as it was when the activation was asked for.`,
    { hint: 'Look at it, stage it anew, and ask again.' },
  )

export const rollbackNothing = (name: string) =>
  new GitDocError('ROLLBACK_NOTHING', `${name} has no earlier version in production.`, {
    hint: 'Name one with --to; "git-doc release history" lists them.',
  })

export const neverReleased = (release: string, released: readonly string[]) =>
  new GitDocError('NEVER_RELEASED', `${release} was never in production.`, {
    hint:
      released.length > 0
        ? `Versions that were: ${released.join(', ')}.`
        : 'No version of it ever was. "git-doc release activate" brings one there.',
  })

export const rollbackBreaks = (releases: readonly string[], reasons: readonly string[]) =>
  new GitDocError(
    'ROLLBACK_BREAKS',
    `Going back to ${releases.join(', ')} would break what depends on it:${listed(reasons)}`,
    {
      hint: 'Roll those back first, or go back all the same with --force, which is recorded.',
    },
  )

/** Several reasons, each an error of its own. */
export const activationRefused = (reasons: readonly GitDocError[]) =>
  new GitDocError(
    'ACTIVATION_REFUSED',
    `The activation is refused:${listed(reasons.map(({ message }) => message))}`,
    { hint: reasons.map(({ hint }) => hint).find(hint => hint !== undefined) ?? '' },
  )

export const syncCommandFailed = (program: string, detail: string) =>
  new GitDocError('SYNC_COMMAND_FAILED', `The command "${program}" failed: ${detail}.`)

/** `detail` is what the last attempt ended with. */
export const syncFailed = (to: string, attempts: number, detail: string) =>
  new GitDocError(
    'SYNC_FAILED',
    `${to} was not told of the new pointer after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${detail}`,
    { hint: 'The pointer stays. "git-doc retry" only tells it again.' },
  )

export const stagingFailed = (
  release: string,
  { errors, first }: { readonly errors: number; readonly first: string },
) =>
  new GitDocError(
    'STAGING_FAILED',
    `${errors} ${errors === 1 ? 'error' : 'errors'}, the first: ${first}`,
    {
      hint: `"git-doc release report ${release}" shows all. Correct them, commit, and stage it again.`,
    },
  )

/** A list below a sentence, each entry a line of its own. */
const listed = (entries: readonly string[]): string => {
  const most = 20
  const more = entries.length > most ? [`… and ${entries.length - most} more`] : []
  return [...entries.slice(0, most), ...more].map(entry => `\n  ${entry}`).join('')
}
