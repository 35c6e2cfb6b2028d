import test, { type ExecutionContext } from 'ava'
import { answered, bySection } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'

const readme =
  '# Tool\n\nA tool.\n\n## Usage\n\nRun `tool` with care.\n\n## Options\n\nNone.\n\n## License\n\nMIT\n'

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
  const story = await modelStory(t, bySection(Object.fromEntries(replies)), {
    settings: url => [modelSettings(url), ...sections.map(section => mapping(section))].join(''),
    files: {
      'README.md': readme,
      'src/a.ts': 'export const tool = 1\n',
      'src/modes.ts': 'export const slowMode = 2\n',
    },
  })
  story.commit('Add --fast', {
    'src/a.ts': 'export const tool = 1\nexport const fast = true\n',
  })
  return story
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

test('links that only GitHub or a site can resolve do not fail a target', async t => {
  const links = ['#top', 'README.md#L12', '{{site}}/x', 'nothing', '../../graphs/contributors']
  const said = usage(`Run \`tool\` with care. See ${links.map(link => `[x](${link})`).join(', ')}.`)
  const { json, file } = await story(t, [said, said])
  const { code, failures } = await json('git-doc update')
  t.is(code, 0, JSON.stringify(failures))
  t.regex(file(), /graphs\/contributors/)
})
