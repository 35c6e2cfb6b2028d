import { GitDocError } from './error.ts'
import { visible } from './visible.ts'

/** `file` is what was asked for; `what` is what is wrong with it. */
export const templateInvalid = (file: string, what: string, cause?: unknown, hint?: string) =>
  new GitDocError(
    'TEMPLATE_INVALID',
    `The template ${visible(file)} cannot be rendered: ${line(what)}.`,
    {
      hint: hint ?? 'Correct the template.',
      ...(cause !== undefined && { cause }),
    },
  )

/** `nearest` is the most similar name there is. */
export const templateUnknown = (name: string, nearest: string | undefined) =>
  new GitDocError('TEMPLATE_UNKNOWN', `There is no template "${visible(name)}".`, {
    hint: nearest
      ? `Did you mean "${nearest}"? "git-doc template list" shows all.`
      : 'Templates are files that end in .njk, in the folders of [templates] dirs.',
  })

export const templateTimedOut = (file: string, milliseconds: number) =>
  new GitDocError(
    'TEMPLATE_TIMED_OUT',
    `The template ${visible(file)} was not rendered within ${milliseconds / 1000} s.`,
    { hint: 'Look for a loop without an end in it and in what it includes.' },
  )

/** `how` is how the process that rendered it ended. */
export const templateEnded = (file: string, how: string) =>
  new GitDocError(
    'TEMPLATE_ENDED',
    `The template ${visible(file)} ended the process that rendered it: ${how}.`,
    { hint: 'Look for a loop that grows without an end in it and in what it includes.' },
  )

export const templateTargetOutside = (path: string, why: string) =>
  new GitDocError('TEMPLATE_TARGET_OUTSIDE', `${visible(path)} cannot be written: ${why}.`, {
    hint: 'Name a file of the repository.',
  })

export const templateTargetExists = (path: string) =>
  new GitDocError('TEMPLATE_TARGET_EXISTS', `${visible(path)} is there and has other content.`, {
    hint: 'Look at "--dry-run"; --force, or force: true in the template, replaces it.',
  })

export const templateTargetMissing = (path: string) =>
  new GitDocError(
    'TEMPLATE_TARGET_MISSING',
    `${visible(path)} is not there, so nothing can be put into it.`,
    { hint: 'Make the file first, or correct the name.' },
  )

export const templateTargetUnreadable = (path: string, why: string, cause?: unknown) =>
  new GitDocError('TEMPLATE_TARGET_UNREADABLE', `${visible(path)} cannot be read: ${why}.`, {
    hint: 'Name a text file.',
    ...(cause !== undefined && { cause }),
  })

export const templateTargetUnwritable = (path: string, cause: NodeJS.ErrnoException) =>
  new GitDocError(
    'TEMPLATE_TARGET_UNWRITABLE',
    `${visible(path)} cannot be written (${cause.code}).`,
    { hint: 'Check its permissions and the free disk space.', cause },
  )

export const templateAnchorMissing = (path: string, anchor: string) =>
  new GitDocError(
    'TEMPLATE_ANCHOR_MISSING',
    `No line of ${visible(path)} has the anchor "${line(anchor)}".`,
    { hint: 'Correct the anchor of the template, or add the line to the file.' },
  )

/** `lines` are the numbers of the first lines that have it. */
export const templateAnchorTwice = (path: string, anchor: string, lines: readonly number[]) =>
  new GitDocError(
    'TEMPLATE_ANCHOR_TWICE',
    `Several lines of ${visible(path)} have the anchor "${line(anchor)}": ${lines.join(', ')}.`,
    { hint: 'Make the anchor longer, so that one line has it.' },
  )

/** A template may say anything, over any number of lines. */
const line = (text: string): string => {
  const short = visible(text.replace(/\s+/g, ' ').trim())
  return (short.length > 500 ? `${short.slice(0, 499)}…` : short).replace(/\.$/, '')
}
