import test from 'ava'
import { answered } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'

const usage = '## Usage\n\nRun `tool --fast` with care.\n'
const noise = (name: string, count: number): string =>
  Array.from({ length: count }, (_, n) => `export const ${name}${n} = compute(${n})\n`).join('')

test('of a commit too large for a prompt the model is shown what says most of the section, and the event names the rest', async t => {
  const { commit, run, server } = await modelStory(t, [answered(usage)], {
    settings: url => `${modelSettings(url, { more: 'diff_tokens = 1000' })}${mapping('Usage')}`,
    files: {
      'README.md': '# Tool\n\n## Usage\n\nRun `tool` with care: it is not `fast`.\n',
      'src/a.ts': 'export const other = 1\n',
      'src/z.ts': 'export const tool = 1\n',
    },
  })
  const code = commit('Add --fast, and much else', {
    'src/a.ts': noise('unrelated', 2000),
    'src/z.ts': `export const tool = 1\nexport const fast = true\n${noise('more', 50)}`,
    // One line of five megabytes.
    'src/data.ts': `export const data = '${'x'.repeat(5e6)}'\n`,
  })
  t.is((await run('git-doc update')).code, 0)

  const asked = JSON.stringify(server.requests.map(({ body }) => body))
  t.is(server.requests.length, 1)
  t.true(asked.includes('+export const fast = true'))
  t.true(asked.length < 10_000)
  const events = (await run(`git-doc history ${code} --json`)).stdout.trim().split('\n')
  const told = events.map(line => JSON.parse(line).event)
  const drafted = told.find(({ type }) => type === 'target.drafted')
  t.true(drafted.data.omitted.some((name: string) => name.startsWith('src/a.ts')))
  t.true(drafted.data.omitted.some((name: string) => name.startsWith('src/data.ts')))
})
