import { invalidConfig } from '../../../errors/configuration.ts'
import { git } from '../command.ts'

/** Author and committer of a commit, each `Name <email>`. */
export interface Identities {
  readonly author: string
  readonly committer: string
}

/** What Git says who makes a commit now; undefined if it cannot say. `author` is `Name <email>` where it is not the person. */
export const askIdentities = async (
  cwd: string,
  author: string | undefined,
): Promise<Identities | undefined> => {
  const ask = async (name: string) => {
    const options = { cwd, env: authorVariables(author), codes: [0, 1, 128] }
    const { code, stdout } = await git(['var', name], options)
    // The date and time zone follow.
    return code === 0 ? /^(.*>) \d+ [+-]\d{4}\n?$/.exec(stdout.toString())?.[1] : undefined
  }
  const [committer, by] = await Promise.all([ask('GIT_COMMITTER_IDENT'), ask('GIT_AUTHOR_IDENT')])
  return committer !== undefined && by !== undefined ? { author: by, committer } : undefined
}

/** The variables that tell Git of an author who is not the person. CONFIG_INVALID if the text names nobody. */
export const authorVariables = (author: string | undefined): Record<string, string> => {
  if (author === undefined) return {}
  const [, name, email] = /^\s*([^<>\n]*?)\s*<([^<>\n]*)>\s*$/.exec(author) ?? []
  if (!name || !email)
    throw invalidConfig(
      'git.doc_commit_author',
      `"${author}" is no author.`,
      'Write it as "Name <email>".',
    )
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }
}
