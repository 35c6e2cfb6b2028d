import { GitDocError } from './error.ts'

/** `nearest` is the most similar name there is. */
export const sourceUnknown = (name: string, known: readonly string[]) =>
  new GitDocError('UPSTREAM_UNKNOWN', `There is no source "${name}".`, {
    hint:
      known.length > 0
        ? `Known: ${known.join(', ')}.`
        : 'Add a table [upstream.<name>] to .git-doc/config.toml; see docs/upstream.md.',
  })

export const constraintInvalid = (name: string, constraint: string) =>
  new GitDocError(
    'UPSTREAM_CONSTRAINT_INVALID',
    `upstream.${name}.constraint: "${constraint}" is not a version range.`,
    { hint: 'For example "^2.10", ">=1.4 <3" or "1.x".' },
  )

/** The remote has nothing that the strategy takes for a version. */
export const noVersions = (name: string, remote: string, what: string) =>
  new GitDocError('UPSTREAM_NO_VERSIONS', `${remote} has no ${what}.`, {
    hint: `Set upstream.${name}.strategy to "tags" or "commits", or tag_prefix to what its tags begin with.`,
  })

export const versionUnknown = (name: string, version: string) =>
  new GitDocError('UPSTREAM_VERSION_UNKNOWN', `"${name}" has no version "${version}".`, {
    hint: `"git-doc upstream check ${name}" shows which is the newest.`,
  })

export const remoteSilent = (remote: string, milliseconds: number) =>
  new GitDocError('REMOTE_SILENT', `${remote} did not answer within ${milliseconds / 1000} s.`, {
    hint: 'Nothing was changed. Run "git-doc upstream check" when it answers again.',
  })

export const remoteRefused = (remote: string, why: string, cause?: unknown) =>
  new GitDocError('REMOTE_REFUSED', `${remote} cannot be asked for its versions: ${why}`, {
    hint: 'Check the address, and whether Git can reach it without asking for a password.',
    cause,
  })

export const pathTaken = (path: string, what: string) =>
  new GitDocError('UPSTREAM_PATH_TAKEN', `${path} cannot be checked out: ${what}.`, {
    hint: 'Name an empty folder that Git ignores, a clone or a submodule as its `path`.',
  })

export const notKept = (name: string, detail: string, cause: unknown) =>
  new GitDocError(
    'UPSTREAM_NOT_KEPT',
    `The files of "${name}" cannot be kept before the update: ${detail}`,
    { hint: 'Nothing was changed. Free some space, or check the permissions.', cause },
  )

export const nothingKept = (name: string, version: string, why: string) =>
  new GitDocError('UPSTREAM_NOTHING_KEPT', `${version} of "${name}" cannot be put back: ${why}.`, {
    hint: `Build it anew: "git-doc upstream pin ${name} ${version}", then "git-doc upstream update ${name} --force".`,
  })

export const notRestored = (path: string, why: string, cause?: unknown) =>
  new GitDocError('UPSTREAM_NOT_RESTORED', `${path} could not be put back: ${why}`, {
    hint: 'It may be of another version than the files beside it. Correct the cause, then roll back by hand.',
    cause,
  })

export const rollbackUnhealthy = (name: string, step: string, reason: string) =>
  new GitDocError(
    'UPSTREAM_ROLLBACK_FAILED',
    `The files of "${name}" are as they were, but ${step} failed: ${reason}`,
    { hint: 'The service may be down. Look at it now.' },
  )

export const nothingToRollBack = (name: string) =>
  new GitDocError('UPSTREAM_NOTHING_TO_ROLL_BACK', `No update of "${name}" is in force.`, {
    hint: '"git-doc history" shows what was updated and rolled back.',
  })

export const nothingToApprove = (name: string) =>
  new GitDocError('UPSTREAM_NOTHING_TO_APPROVE', `No version of "${name}" waits for an approval.`, {
    hint: `"git-doc upstream update ${name}" looks for one.`,
  })

export const configuredPin = (name: string) =>
  new GitDocError('UPSTREAM_PINNED', `The configuration pins "${name}".`, {
    hint: `Change or remove upstream.${name}.pin.`,
  })

export const commitNotMade = (detail: string) =>
  new GitDocError('UPSTREAM_COMMIT_BLOCKED', `The commit of the update cannot be made: ${detail}`, {
    hint: 'The new version runs. When nothing is in the way any more, "git-doc retry" makes the commit.',
  })

/** `port` is what was asked for. */
export const portTaken = (host: string, port: number, code: string) =>
  new GitDocError('PORT_TAKEN', `Nothing can listen on ${host}:${port}: ${code}.`, {
    hint: 'Choose another port with --port, or end what listens there.',
  })

export const secretEmpty = (where: string) =>
  new GitDocError('SECRET_MISSING', `${where} has no secret.`, {
    hint: 'Deliveries are signed with it, so nothing listens without one. Set GIT_DOC_WEBHOOK_SECRET, secret_env or --secret-file.',
  })

export const daemonThere = () =>
  new GitDocError('BUSY', 'A daemon works here already, and does not listen.', {
    hint: 'Stop it with "git-doc daemon stop", then start "git-doc upstream serve".',
    scope: 'process',
  })
