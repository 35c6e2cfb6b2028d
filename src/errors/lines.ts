import { GitDocError } from './error.ts'

export const fileUnknown = (file: string) =>
  new GitDocError('FILE_UNKNOWN', `There is no file ${file}.`, {
    hint: 'Name a file of the repository, as in "git-doc why README.md:12".',
  })

export const lineUnknown = (file: string, line: number, lines: number) =>
  new GitDocError('LINE_UNKNOWN', `${file} has no line ${line}.`, {
    hint: lines === 0 ? 'The file is empty.' : `Its lines are 1 to ${lines}.`,
  })
