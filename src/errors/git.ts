import { GitDocError } from './error.ts'

export const gitMissing = (cause?: unknown) =>
  new GitDocError('GIT_MISSING', 'No "git" command was found.', {
    scope: 'process',
    hint: 'Install Git 2.39 or later and make sure it is on your PATH.',
    cause,
  })

export const gitTooOld = (version: string) =>
  new GitDocError('GIT_TOO_OLD', `Git ${version} is too old.`, {
    hint: 'Install Git 2.39 or later.',
  })

export const gitFailed = (args: readonly string[], detail: string, cause?: unknown) =>
  new GitDocError('GIT_FAILED', `"git ${args.join(' ')}" failed: ${detail}`, { cause })

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** Git needed objects that a partial clone left on its remote. */
export const remoteUnreachable = (args: readonly string[], detail: string) =>
  new GitDocError(
    'REMOTE_UNREACHABLE',
    `Git needs objects from the remote of this partial clone and cannot fetch them ("git ${args.join(' ')}": ${firstLine(detail)}).`,
    {
      scope: 'process',
      hint: 'Nothing is lost. Run the command again when the remote is reachable, or fetch all objects with "git fetch --refetch --no-filter".',
      // What Git said, for those who asked a remote of another kind.
      cause: new Error(firstLine(detail)),
    },
  )

export const diskFull = (args: readonly string[], detail: string) =>
  new GitDocError(
    'SYSTEM_LIMIT',
    `The disk is full ("git ${args.join(' ')}": ${firstLine(detail)}).`,
    {
      scope: 'process',
      hint: 'Free some disk space; "git-doc update" resumes from here.',
    },
  )

/** The repository takes no new objects. */
export const objectsUnwritable = (folder: string, cause: unknown) =>
  new GitDocError(
    'OBJECTS_UNWRITABLE',
    `The doc commit cannot be stored in ${folder}: ${(cause as Error).message}`,
    {
      scope: 'process',
      hint: 'Check the permissions of the folder. "git-doc update" resumes from here.',
      cause,
    },
  )

/** The branch has the doc commit, but the rest of the publication failed. */
export const publicationUnfinished = (docCommit: string, cause: GitDocError) =>
  new GitDocError(
    'PUBLICATION_UNFINISHED',
    `The doc commit ${docCommit.slice(0, 8)} may be on its branch although the index and the files were not updated: ${cause.message}`,
    {
      scope: 'process',
      hint: 'Nothing is lost. "git-doc update" finishes the publication.',
      cause,
    },
  )

export const notARepository = (path: string) =>
  new GitDocError('NOT_A_REPOSITORY', `${path} is not inside a Git repository.`, {
    hint: 'Change to a repository, or create one with "git init".',
  })

export const bareRepository = (path: string) =>
  new GitDocError('BARE_REPOSITORY', `${path} is a bare repository: it has no files to document.`, {
    hint: 'Run git-doc in a clone with a working tree.',
  })

export const unknownCommit = (revision: string) =>
  new GitDocError('UNKNOWN_COMMIT', `"${revision}" does not name a commit in this repository.`, {
    hint: 'Check it with "git log". In a shallow clone, "git fetch --unshallow" fetches older commits.',
  })

export const unsupportedRepository = (what: string) =>
  new GitDocError(
    'UNSUPPORTED_REPOSITORY',
    `This repository cannot be read without a git command: ${what}.`,
    {
      hint: 'Install Git 2.39 or later.',
    },
  )

export const tagExists = (name: string, commit: string) =>
  new GitDocError('TAG_EXISTS', `The tag ${name} is there already, on ${commit.slice(0, 12)}.`, {
    hint: 'Choose another name, or remove that tag first.',
  })
