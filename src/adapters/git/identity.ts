import { gitText } from './command.ts'

/** Whom Git names as the author of a commit that is made now, `Name <email>`; undefined where it knows nobody. */
export const gitIdentity = async (cwd: string): Promise<string | undefined> => {
  const identity = await gitText(['var', 'GIT_AUTHOR_IDENT'], { cwd }).catch(() => '')
  // The date and time zone follow.
  return /^(.*>) \d+ [+-]\d{4}$/.exec(identity.trim())?.[1]
}
