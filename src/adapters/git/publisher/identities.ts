import { invalidConfig } from '../../../errors/configuration.ts'
import type { Makers } from '../../../ports/publisher.ts'
import { git } from '../command.ts'

/** Author and committer of a commit, each `Name <email>`. */
export interface Identities {
  readonly author: string
  readonly committer: string
}

/** What Git says who makes a commit now; undefined if it cannot say. */
export const askIdentities = async (
  cwd: string,
  makers: Makers = {},
): Promise<Identities | undefined> => {
  const ask = async (name: string) => {
    const options = { cwd, env: makerVariables(makers), codes: [0, 1, 128] }
    const { code, stdout } = await git(['var', name], options)
    // The date and time zone follow.
    return code === 0 ? /^(.*>) \d+ [+-]\d{4}\n?$/.exec(stdout.toString())?.[1] : undefined
  }
  const [committer, by] = await Promise.all([ask('GIT_COMMITTER_IDENT'), ask('GIT_AUTHOR_IDENT')])
  return committer !== undefined && by !== undefined ? { author: by, committer } : undefined
}

/** The variables that tell Git of makers who are not the person. CONFIG_INVALID if a text names nobody. */
export const makerVariables = ({ author, committer }: Makers): Record<string, string> => ({
  ...variables('AUTHOR', 'git.doc_commit_author', author),
  ...variables('COMMITTER', 'git.doc_commit_committer', committer),
})

const variables = (role: string, key: string, maker: string | undefined) => {
  if (maker === undefined) return {}
  const [, name, email] = /^\s*([^<>\n]*?)\s*<([^<>\n]*)>\s*$/.exec(maker) ?? []
  if (!name || !email)
    throw invalidConfig(key, `"${maker}" is not an identity.`, 'Write it as "Name <email>".')
  return { [`GIT_${role}_NAME`]: name, [`GIT_${role}_EMAIL`]: email }
}
