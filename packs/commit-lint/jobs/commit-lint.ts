import { readFileSync } from 'node:fs'
import { useGit } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'
import { faultsIn, withoutComments } from '../rules.ts'

const list = (values: readonly string[]) => z.array(z.string()).default([...values])

export default defineJob({
  meta: {
    name: 'commit-lint',
    description: 'Refuses commit messages that are not conventional',
    version: '1.0.0',
    tags: ['commit'],
  },
  on: 'commit-msg',
  timeout: 30,
  input: z.object({
    types: list([
      'build',
      'chore',
      'ci',
      'docs',
      'feat',
      'fix',
      'perf',
      'refactor',
      'revert',
      'style',
      'test',
    ]),
    scopes: list([]),
    conventional: z.boolean().default(true),
    longest: z.number().default(100),
    /** By hand: the commits since this revision, instead of one. */
    from: z.string().optional(),
  }),
  async run({ hook, input, log }) {
    if (hook) {
      const [file = ''] = hook.args
      const faults = faultsIn(withoutComments(readFileSync(file, 'utf8')), input)
      if (faults.length > 0) throw new Error(faults.join('; '))
      return
    }
    const { from } = input
    const commits = await useGit().log(from === undefined ? { limit: 1 } : { from, limit: 10_000 })
    let faulty = 0
    for (const { commit, subject, body } of commits) {
      const faults = faultsIn(body === '' ? subject : `${subject}\n\n${body}`, input)
      if (faults.length > 0) faulty += 1
      for (const fault of faults) log.info(`${commit.slice(0, 8)} ${subject}: ${fault}`)
    }
    if (faulty > 0)
      throw new Error(`${faulty} of ${commits.length} messages are not as they must be`)
    return { message: `${commits.length} messages are as they must be` }
  },
})
