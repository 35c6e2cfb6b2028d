import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { storyRepository } from '../support/scenario.ts'

const config = `# Ours.
doc_files = ["README.md"] # only this one

[llm]
provider = "offline"
`

test('mappings are proposed from the past, and written with the comments of the configuration kept', async t => {
  const story = storyRepository(t)
  const { run, commit, path } = story
  const page = (http: number, usage: number) =>
    `# Tool\n\n## Usage\n\nStep ${usage}.\n\n## HTTP\n\nPort ${http}.\n`
  commit('Begin', {
    '.git-doc/config.toml': config,
    'README.md': page(0, 0),
    'src/http.ts': '0',
    'src/cli.ts': '0',
  })
  for (let n = 1; n <= 6; n += 1) {
    commit(`HTTP ${n}`, { 'README.md': page(n, n - 1), 'src/http.ts': `${n}` })
    commit(`Usage ${n}`, { 'README.md': page(n, n), 'src/cli.ts': `${n}` })
  }
  const asked = await run('git-doc learn')
  t.is(asked.code, 0, asked.stderr)
  t.is(
    asked.stdout,
    `src/cli.ts -> README.md, "Usage"
  4 of 4 commits; of later ones 2 of 2 commits
src/http.ts -> README.md, "HTTP"
  4 of 4 commits; of later ones 2 of 2 commits

Tested on the last 4 of 12 such changes: of 4 sections that the mappings name, people edited 4.
"git-doc learn --write" writes them to .git-doc/config.toml.
`,
  )
  const written = JSON.parse((await run('git-doc learn --write --json')).stdout)
  t.like(written, { schema: 1, written: 2, changes: 12, path: '.git-doc/config.toml' })
  t.deepEqual(written.proposals[0], {
    code: ['src/cli.ts'],
    file: 'README.md',
    section: 'Usage',
    support: { commits: 4, edited: 4 },
    heldOut: { commits: 2, edited: 2 },
  })
  const text = readFileSync(join(path, '.git-doc/config.toml'), 'utf8')
  t.true(text.startsWith(config))
  t.true(
    text.includes(
      '# git-doc learn: 4 of 4 commits; of later ones 2 of 2 commits\n[[mappings]]\ncode_pattern = ["src/cli.ts"]\ndoc_file = "README.md"\nsection = "Usage"\n',
    ),
  )
  const again = await run('git-doc learn')
  t.is(
    again.stdout,
    'Nothing to propose: 12 commits changed code and documents together.\n',
    'what is mapped is not proposed again',
  )
  const listed = JSON.parse((await run('git-doc config get mappings --json')).stdout)
  t.is(listed.entries[0].value.length, 2)
})
