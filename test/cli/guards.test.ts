import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answered, bySection, modelServer } from '../support/model-server.ts'
import { storyRepository } from '../support/scenario.ts'

const readme =
  '# Tool\n\nA tool.\n\n## Usage\n\nRun `tool` with care.\n\n## Options\n\nNone.\n\n## License\n\nMIT\n'

const config = (url: string, sections: readonly string[]) => `
[llm]
provider = "compatible"
base_url = "${url}/v1"
api_key = "\${TOOL_KEY}"
model = "served"
max_retries = 0
${sections
  .map(
    section => `
[[mappings]]
code = "src/**"
file = "README.md"
section = "${section}"
`,
  )
  .join('')}`

const isList = (value: unknown): value is readonly string[] => Array.isArray(value)

/** A repository with a commit that adds an option, and a model that gives these answers in turn, for “Usage” or for each section. */
const story = async (
  t: ExecutionContext,
  answers: readonly string[] | Readonly<Record<string, readonly string[]>>,
) => {
  const given = isList(answers) ? { Usage: answers } : answers
  const sections = Object.keys(given)
  const replies = Object.entries(given).map(
    ([section, texts]) => [section, texts.map(text => answered(text))] as const,
  )
  const server = await modelServer(t, bySection(Object.fromEntries(replies)))
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': readme,
    'src/a.ts': 'export const tool = 1\n',
    'src/modes.ts': 'export const slowMode = 2\n',
    '.git-doc/config.toml': config(server.url, sections),
  })
  const environment = { TOOL_KEY: 'sk-secret-of-the-story' }
  const json = async (command: string) => {
    const answer = await repository.run(`${command} --json`, environment)
    return { code: answer.code, ...JSON.parse(answer.stdout) }
  }
  await repository.run('git-doc update --from HEAD', environment)
  repository.commit('Add --fast', {
    'src/a.ts': 'export const tool = 1\nexport const fast = true\n',
  })
  return {
    ...repository,
    json,
    server,
    file: () => readFileSync(join(repository.path, 'README.md'), 'utf8'),
    prompt: (index: number): string => JSON.stringify(server.requests[index]?.body),
  }
}

const usage = (text: string) => `## Usage\n\n${text}\n`

test('an answer with an option that nothing knows is asked for once more, with the reason', async t => {
  const { json, server, file, prompt } = await story(t, [
    usage('Run `tool --turbo` with care.'),
    usage('Run `tool --fast` with care.'),
  ])
  const { code } = await json('git-doc update')
  t.is(code, 0)
  t.is(server.requests.length, 2)
  t.false(prompt(0).includes('earlier answer'))
  t.regex(prompt(1), /what is wrong with an earlier answer.*--turbo/)
  t.regex(file(), /tool --fast/)
})

test('a model that stands by an invention fails its target, and the document is as it was', async t => {
  const { json, server, file } = await story(t, [
    usage('Run `tool --turbo` with care.'),
    usage('Run `tool --turbo` with care.'),
  ])
  const { code, failures } = await json('git-doc update')
  t.is(code, 1)
  t.is(failures[0].code, 'ANSWER_UNKNOWN_FLAG')
  t.is(server.requests.length, 2)
  t.is(file(), readme)
})

test('a doubt that the model stands by is taken, and recorded', async t => {
  const said = usage('Run `tool` with care, or set `myTurboMode` and `fastMode`.')
  const { json, run, server, file } = await story(t, [said, said])
  const { code } = await json('git-doc update')
  t.is(code, 0)
  t.is(server.requests.length, 2)
  t.regex(file(), /fastMode/)
  const { stdout } = await run('git-doc history --json')
  t.regex(stdout, /"rule": ?"unknown-name"/)
  t.regex(stdout, /"verdict": ?"doubt"/)
})

test('a name that only the rest of the tree knows is no invention', async t => {
  const { json, server, file } = await story(t, [usage('Run `tool` with care, or set `slowMode`.')])
  const { code } = await json('git-doc update')
  t.is(code, 0)
  t.is(server.requests.length, 1)
  t.regex(file(), /slowMode/)
})

test('a script is refused at once', async t => {
  const { json, server, file } = await story(t, [usage('Run `tool`.\n\n<script>run()</script>')])
  const { code, failures } = await json('git-doc update')
  t.is(code, 1)
  t.is(failures[0].code, 'ANSWER_ACTIVE_HTML')
  t.is(server.requests.length, 1)
  t.is(file(), readme)
})

test('a link to a heading that another section of the commit brings is no broken one', async t => {
  const { json, file } = await story(t, {
    Usage: [usage('Run `tool` with care. See [fast](#fast).')],
    Options: ['## Options\n\nOne.\n\n### Fast\n\nRun `tool --fast`.\n'],
  })
  const { code } = await json('git-doc update')
  t.is(code, 0)
  t.regex(file(), /\(#fast\)[\s\S]*### Fast/)
})

test('a link that leads nowhere fails its target alone, and is not taken from the cache again', async t => {
  const { json, server, file } = await story(t, {
    Usage: [
      usage('Run `tool` with care. See [fast](#fast).'),
      usage('Run `tool --fast` with care.'),
    ],
    Options: ['## Options\n\n`--fast`\n'],
  })
  const first = await json('git-doc update')
  t.is(first.code, 1)
  t.is(first.failures[0].code, 'ANSWER_LINK')
  t.is(file(), readme.replace('None.', '`--fast`'))
  const again = await json('git-doc retry')
  t.is(again.code, 0, JSON.stringify(again))
  t.is(server.requests.length, 3)
  t.regex(file(), /tool --fast/)
})
