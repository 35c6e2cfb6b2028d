import { execFileSync } from 'node:child_process'
import type { ExecutionContext, TestFn } from 'ava'
import { update } from '../../../src/commands/commit/update.ts'
import type { Drafter } from '../../../src/kinds/commit/drafter.ts'
import { playedOn } from '../../support/shared-setup.ts'
import { workshops } from '../../support/workshop.ts'

export const page = (read: string, write: string): string =>
  `# Tool\n\n## Reading\n\nCall \`${read}()\` to read.\n\n## Writing\n\nCall \`${write}()\` to write.\n\n## Thanks\n\nTo all.\n`
const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

const mapping = (file: string, section: string) =>
  `[[mappings]]\ncode_pattern = "src/${file}.ts"\ndoc_file = "docs/api.md"\nsection = "${section}"\n`

/**
 * A repository on `main` with a branch `release` that has none of the later commits, and a model that answers only when the
 * person has done something meanwhile.
 */
export const personAtWork = (test: TestFn) => {
  const played = playedOn(workshops, test, async ({ commit, work, git }) => {
    const base = commit('Begin', {
      'docs/api.md': page('readAll', 'writeAll'),
      'src/read.ts': code('readAll'),
      'src/write.ts': code('writeAll'),
      'src/other.ts': 'export const other = 1\n',
      '.git-doc/config.toml': `${mapping('read', 'Reading')}\n${mapping('write', 'Writing')}`,
    })
    git('branch', 'release')
    await work({ from: base })
    return { base }
  })

  return async (t: ExecutionContext) => {
    const story = await played(t)
    const { git } = story
    const asked: string[] = []

    /** `git-doc update` with a model; `meanwhile` is called with the number of the request before its answer. */
    const updated = (meanwhile: (request: number) => void = () => {}) =>
      story.open(({ tools }) => {
        const drafter: Drafter = {
          name: 'scripted',
          model: 'small',
          free: false,
          async draft({ target, text }) {
            asked.push(target.section)
            meanwhile(asked.length)
            const names = { readAll: 'readEvery', writeAll: 'writeEvery' }
            const answer = Object.entries(names).reduce((now, [a, b]) => now.replaceAll(a, b), text)
            return { text: answer, provider: 'scripted', model: 'small', proofs: [], calls: [] }
          },
        }
        const world = { ...tools.world, drafter, withhold: undefined }
        return update({ ...tools, world }, { confirm: async () => true, onProgress() {} })
      })

    /** Whether a branch has a doc commit for this change, and none without the commit it follows. */
    const documentedOn = (branch: string): number => {
      const lines = git(
        'log',
        '--format=%H %(trailers:key=Git-Doc-Commit,valueonly,separator=)',
        branch,
      )
      const found = lines.split('\n').flatMap(line => {
        const [docCommit = '', follows = ''] = line.split(' ')
        return follows ? [{ docCommit, follows }] : []
      })
      for (const { docCommit, follows } of found)
        t.notThrows(
          () => git('merge-base', '--is-ancestor', follows, docCommit),
          `${branch}: ${docCommit} documents ${follows}, which it does not have`,
        )
      return found.length
    }

    return {
      ...story,
      asked,
      updated,
      documentedOn,
      read: () => story.commit('Rename readAll', { 'src/read.ts': code('readEvery') }),
      write_: () => story.commit('Rename writeAll', { 'src/write.ts': code('writeEvery') }),
      doc: (revision = 'HEAD') => git('show', `${revision}:docs/api.md`),
      dirty: () => git('status', '--porcelain'),
      /** No object is broken. */
      sound: () =>
        t.notThrows(() =>
          execFileSync('git', ['fsck', '--strict'], { cwd: story.path, stdio: 'pipe' }),
        ),
    }
  }
}
