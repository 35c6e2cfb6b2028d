import { resolve } from 'node:path'
import type { Environment } from '../process/environment.ts'

/** What Git sets for a hook before a deed, and a job of that hook is given: which index, which repository, who and why. */
export const hookVariables = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_AUTHOR_DATE',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_NAME',
  'GIT_COMMITTER_DATE',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_EDITOR',
  'GIT_EXEC_PATH',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REFLOG_ACTION',
  'GIT_WORK_TREE',
] as const

/** Names of files and folders, which Git gives from the folder where the hook runs. */
const paths: readonly string[] = ['GIT_COMMON_DIR', 'GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE']

/** The variables that Git set for the hook that runs in a folder, with whole paths. */
export const variablesOfHook = (own: Environment, cwd: string): Record<string, string> => {
  const found: Record<string, string> = {}
  // hook.sh renames the index where it must name the repository to git-doc.
  const given: Environment = {
    ...own,
    GIT_INDEX_FILE: own.GIT_INDEX_FILE ?? (own.GIT_DOC_INDEX_FILE || undefined),
  }
  for (const name of hookVariables) {
    const value = given[name]
    if (value !== undefined)
      found[name] = value && paths.includes(name) ? resolve(cwd, value) : value
  }
  return found
}
