import * as z from 'zod'
import { callInvalid, callRefused } from '../../../errors/job-runs.ts'
import { matching } from '../../../jobs/route.ts'
import type { Asking, Calls, CallsWorld } from './call.ts'
import { committing } from './commit.ts'

const revision = z.string().min(1)
const path = z.string().min(1)

type GitCall =
  | 'git.diff'
  | 'git.log'
  | 'git.tags'
  | 'git.show'
  | 'git.files'
  | 'git.config'
  | 'git.commit'
  | 'git.tag'

/** `useGit()`: what a job reads of Git, and the commits and tags that it makes. */
export const gitCalls = (asking: Asking, world: CallsWorld): Calls<GitCall> => {
  const { git, repository, making } = world
  const commit = making && !asking.undoes ? committing(asking, making) : undefined
  const here = async (named: string | undefined): Promise<string> =>
    named ?? asking.request.commit ?? 'HEAD'
  const before = async (to: string): Promise<string | undefined> => {
    const { parents } = await repository.commit(await repository.resolve(to))
    return parents[0]
  }
  return {
    'git.diff': {
      argument: z.strictObject({
        from: revision.optional(),
        to: revision.optional(),
        nameOnly: z.boolean().optional(),
        paths: z.array(path).optional(),
      }),
      async answer({ from, to: named, nameOnly = false, paths }) {
        const to = await here(named)
        const range = { from: from ?? (await before(to)), to, paths }
        return nameOnly ? git.changed(range) : git.patch(range)
      },
    },
    'git.log': {
      argument: z.strictObject({
        from: revision.optional(),
        to: revision.optional(),
        limit: z.int().min(1).max(10_000).optional(),
      }),
      answer: async ({ from, to, limit = 100 }) => git.log({ from, to: await here(to), limit }),
    },
    'git.tags': {
      argument: z.strictObject({ to: revision.optional() }),
      answer: async ({ to }) => git.tags(await here(to)),
    },
    'git.show': {
      argument: z.strictObject({ path, commit: revision.optional() }),
      async answer({ path: file, commit }) {
        const id = await repository.resolve(await here(commit))
        const found = await repository.file(id, file)
        return found ? new TextDecoder().decode(found.bytes) : null
      },
    },
    'git.files': {
      argument: z.strictObject({
        commit: revision.optional(),
        patterns: z.array(z.string().min(1)).optional(),
      }),
      async answer({ commit, patterns }) {
        const id = await repository.resolve(await here(commit))
        const paths = (await repository.tree(id)).map(entry => entry.path)
        if (!patterns) return paths
        const matches = matching(patterns)
        return paths.filter(each => matches(each))
      },
    },
    'git.config': {
      argument: z.strictObject({ key: z.string().regex(/^[\w-]+\..+$/, 'is not a key of Git') }),
      answer: async ({ key }) => (await git.config(key)) ?? null,
    },
    'git.commit': {
      argument: z.strictObject({
        message: z.string().trim().min(1, 'needs a message'),
        files: z
          .array(z.strictObject({ path, content: z.string().nullable() }))
          .min(1, 'needs a file'),
        trailers: z.record(z.string().regex(/^[A-Za-z][\w-]*$/), z.string()).optional(),
      }),
      async answer(wanted) {
        if (!commit) throw callRefused('git.commit', notHere(asking))
        return commit(wanted)
      },
    },
    'git.tag': {
      argument: z.strictObject({
        name: z.string().min(1),
        commit: revision.optional(),
        message: z.string().optional(),
      }),
      async answer({ name, commit, message }) {
        if (name.startsWith('-')) throw callInvalid('git.tag', `"${name}" is not a name`)
        await git.tag({ name, commit: await here(commit), message })
        return { tag: name }
      },
    },
  }
}

const notHere = ({ undoes }: Asking): string =>
  undoes ? 'an undo makes no commits' : 'a hook that can refuse a commit makes none itself'
