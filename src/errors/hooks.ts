import { GitDocError } from './error.ts'

/** `why` says what kind of folder it is: husky's, part of the working tree, or shared with other repositories. */
export const hooksElsewhere = (folder: string, why: 'husky' | 'shared' | 'outside') =>
  new GitDocError('HOOKS_ELSEWHERE', `Git looks for hooks in ${folder}: ${hooksOwner[why]}.`, {
    hint: 'With Git 2.54 or later, use "git-doc enable-hook --config-hooks". With an older Git, "git-doc enable-hook --by-hand" prints the lines to add.',
  })

const hooksOwner = {
  husky: 'husky rewrites that folder, so additions there are lost',
  shared: 'it is part of the working tree, which must not hold paths of one machine',
  outside: 'it is outside this repository, and other repositories may use it too',
} as const

export const configHooksUnknown = (version: string) =>
  new GitDocError(
    'CONFIG_HOOKS_UNKNOWN',
    `${version.replace(/^git version /, 'Git ')} does not support hooks in its configuration.`,
    { hint: 'Install Git 2.54 or later, or use --file-hooks.' },
  )
