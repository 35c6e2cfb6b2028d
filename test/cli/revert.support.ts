import test, { type ExecutionContext } from 'ava'
import { playedOnce } from '../support/shared-setup.ts'

export const readme =
  '# Tool\n\n## Usage\n\nCall `fetchAll()` once.\n\n## Flags\n\nUse `--old-flag`.\n\n## Thanks\n\nTo all.\n'
export const fetch = (name: string) =>
  `export function ${name}(url: string): string {\n  return url\n}\n`
export const flags = (name: string) => `export export const flags = ['${name}']\n`

const begun = playedOnce(test, async ({ run, git, commit }, text: string) => {
  git('config', 'core.autocrlf', 'false')
  commit('Begin', {
    'README.md': text,
    'src/fetch.ts': fetch('fetchAll'),
    'src/flags.ts': flags('--old-flag'),
    'src/mine.ts': 'export const mine = 1\n',
  })
  await run('git-doc init --yes --baseline')
  commit('Follow the documentation')
  const code = commit('Rename fetchAll', { 'src/fetch.ts': fetch('fetchEvery') })
  const updated = await run('git-doc update')
  return { code, doc: git('rev-parse', 'HEAD'), updated }
})

/** A repository with one commit documented: `fetchAll` became `fetchEvery`. */
export const documented = async (t: ExecutionContext, text = readme) => {
  const story = await begun(t, text)
  const { run, git, code, doc, updated } = story
  t.is(updated.code, 0, updated.stderr)
  t.not(doc, code, updated.stdout)
  const blob = (commit: string) => git('rev-parse', `${commit}:README.md`)
  const stateOf = async (commit: string) => {
    const { stdout } = await run('git-doc status --json --verbose')
    return JSON.parse(stdout).runs.find((run: { commit: string }) => run.commit === commit)
  }
  return { ...story, blob, stateOf, head: () => git('rev-parse', 'HEAD') }
}

export type Story = Awaited<ReturnType<typeof documented>>
