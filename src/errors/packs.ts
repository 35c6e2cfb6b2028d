import { GitDocError } from './error.ts'
import { visible } from './visible.ts'

/** `where` is a file of the pack, as far as it is known. */
export const packInvalid = (pack: string, where: string, what: string, hint?: string) =>
  new GitDocError('PACK_INVALID', `The pack ${visible(pack)}: ${visible(where)}: ${what}.`, {
    hint: hint ?? 'Tell who made the pack; docs/packs.md says what a pack is.',
  })

/** An archive or a tree that must not be unpacked. */
export const packUnsafe = (source: string, file: string | undefined, why: string) =>
  new GitDocError(
    'PACK_UNSAFE',
    `${visible(source)} is not unpacked: ${file === undefined ? '' : `${visible(file)}: `}${why}.`,
    { hint: 'Do not use it before you know why it is so.' },
  )

export const packSourceInvalid = (source: string, why: string) =>
  new GitDocError('PACK_SOURCE_INVALID', `"${visible(source)}" names no pack: ${why}.`, {
    hint: 'Name a built-in pack, ./folder, ./file.tgz, npm:name@version, or a Git URL#tag.',
  })

export const packUnknown = (name: string, nearest: string | undefined) =>
  new GitDocError('PACK_UNKNOWN', `There is no built-in pack "${visible(name)}".`, {
    hint: nearest
      ? `Did you mean "${nearest}"? A package of npm is npm:${name}.`
      : `"git-doc pack list" shows those there are. A package of npm is npm:${name}, a folder ./${name}.`,
  })

export const packSourceUnreachable = (source: string, why: string, cause?: unknown) =>
  new GitDocError('PACK_SOURCE_UNREACHABLE', `${visible(source)} cannot be had: ${visible(why)}.`, {
    hint: 'Check the name and the network; nothing was installed.',
    ...(cause !== undefined && { cause }),
  })

export const packEngine = (pack: string, range: string, version: string) =>
  new GitDocError(
    'PACK_ENGINE',
    `The pack ${visible(pack)} is for git-doc ${visible(range)}, and this is ${version}.`,
    { hint: 'Take another version of one of them.' },
  )

/** `circle` begins and ends with the same name. */
export const packCycle = (circle: readonly string[]) =>
  new GitDocError('PACK_CYCLE', `These packs require each other: ${circle.join(' → ')}.`, {
    hint: 'One of them must do without the other.',
  })

export const packConflict = (pack: string, one: string, other: string) =>
  new GitDocError(
    'PACK_CONFLICT',
    `Two different packs are called ${visible(pack)}: ${visible(one)} and ${visible(other)}.`,
    { hint: 'Remove or update what requires one of them.' },
  )

export const packLockInvalid = (what: string, cause?: unknown) =>
  new GitDocError('PACK_LOCK_INVALID', `.git-doc/packs.lock.json: ${visible(what)}.`, {
    hint: 'Take it from Git again, or remove it and install the packs anew.',
    ...(cause !== undefined && { cause }),
  })

export const packLockMismatch = (pack: string, source: string) =>
  new GitDocError(
    'PACK_LOCK_MISMATCH',
    `${visible(source)} has other content than .git-doc/packs.lock.json says of ${visible(pack)}.`,
    {
      hint: 'Nothing was installed. If it may have changed, "git-doc pack update" takes it as it is now.',
    },
  )

export const packNotThere = (pack: string, nearest: string | undefined) =>
  new GitDocError('PACK_NOT_THERE', `The pack "${visible(pack)}" is not installed.`, {
    hint: nearest ? `Did you mean "${nearest}"?` : '"git-doc pack list" shows those that are.',
  })

/** It is in the lock file, and not here as it says. */
export const packNotInstalled = (pack: string) =>
  new GitDocError(
    'PACK_NOT_INSTALLED',
    `The pack ${visible(pack)} is not here as .git-doc/packs.lock.json says.`,
    { hint: '"git-doc pack install" installs it.' },
  )

export const packRequired = (pack: string, by: readonly string[]) =>
  new GitDocError('PACK_REQUIRED', `${by.join(', ')} requires the pack ${visible(pack)}.`, {
    hint: 'Remove what requires it first.',
  })

export const packInputInvalid = (pack: string, key: string, what: string) =>
  new GitDocError('PACK_INPUT_INVALID', `packs.inputs.${visible(pack)}.${visible(key)} ${what}.`, {
    hint: 'Correct the configuration; "git-doc pack list" names the inputs of each pack.',
  })

export const packUnwritable = (path: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('PACK_UNWRITABLE', `${visible(path)} cannot be written (${cause.code}).`, {
    hint: 'Check its permissions and the free disk space.',
    cause,
  })
