import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answered, modelServer } from '../support/model-server.ts'
import { storyRepository } from '../support/scenario.ts'

const readme = '# Tool\n\n## Usage\n\nRun `tool` with care.\n\nCopyright 2019 Ada.\n'

const config = (url: string, more = '') => `
[llm]
provider = "compatible"
base_url = "${url}/v1"
api_key = "\${TOOL_KEY}"
model = "served"
max_retries = 0

[[mappings]]
code = "src/**"
file = "README.md"
section = "Usage"
${more}`

/** A repository with a commit to document, and a model that always gives the same answer. */
const story = async (t: ExecutionContext, answer: string, more?: string) => {
  const server = await modelServer(t, [answered(answer)])
  const repository = storyRepository(t)
  const environment = { TOOL_KEY: 'sk-secret-of-the-story' }
  const json = async (command: string) => {
    const { stdout, code } = await repository.run(`${command} --json`, environment)
    return { code, ...JSON.parse(stdout) }
  }
  repository.commit('Begin', {
    'README.md': readme,
    'src/a.ts': 'export const tool = 1\n',
    '.git-doc/config.toml': config(server.url, more),
  })
  await repository.run('git-doc update --from HEAD', environment)
  const system = (index: number): string =>
    (server.requests[index]?.body as { messages: { content: string }[] } | undefined)?.messages[0]
      ?.content ?? ''
  const file = () => readFileSync(join(repository.path, 'README.md'), 'utf8')
  return { ...repository, json, server, system, file }
}

test('a repository’s own words take the place of ours, and other words ask anew', async t => {
  const refused = '## Usage\n\nRun `tool --turbo` with care.\n\nCopyright 2019 Ada.\n'
  const { commit, json, server, system } = await story(t, refused)
  commit('Change', {
    'src/a.ts': 'export const tool = 2\n',
    '.git-doc/prompts/section.md': 'You write for sailors.\n',
  })
  t.is((await json('git-doc update')).failures[0].code, 'ANSWER_UNKNOWN_FLAG')
  t.regex(system(0), /^You write for sailors\.\n\nIf the commit makes nothing/)
  const { prompts } = await json('git-doc egress HEAD')
  t.is(prompts[0].state, 'same')
  const asked = server.requests.length
  commit('Other words', { '.git-doc/prompts/section.md': 'You write for pilots.\n' })
  await json('git-doc retry --commit HEAD~1')
  t.regex(system(asked), /^You write for pilots\./)
})

test('what the settings say of a document is told, and a line that nobody touches stays', async t => {
  const { commit, json, system, file } = await story(
    t,
    '## Usage\n\nRun `tool` with care.\n\nCopyright 2026 Ada.\n',
    '\n[[docs]]\nfiles = "*.md"\nstyle = "Short."\naudience = "Sailors."\nnever_touch = "Copyright"\n',
  )
  commit('Change in 2026', { 'src/a.ts': 'export const tool = 2026\n' })
  const { failures } = await json('git-doc update')
  t.is(failures[0].code, 'ANSWER_NEVER_TOUCH')
  t.regex(system(0), /The document is for: Sailors\.\nHow it is written: Short\.\n.*"Copyright"/)
  t.is(file(), readme)
})
