import test, { type ExecutionContext } from 'ava'
import { answered, type Script } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'

const readme =
  '# Tool\n\nA tool.\n\n## Usage\n\nRun `tool` with care.\n\n## Options\n\nNone.\n\n### Quiet\n\nSay `quiet`.\n\n## License\n\nMIT\n'
const usage = '## Usage\n\nRun `tool` with care.\n'

/** A repository with a commit that adds an option, and a model that gives these answers in turn; `{mark}` is the prompt's. */
const story = async (
  t: ExecutionContext,
  answers: readonly string[],
  { section = 'Usage', more = '', document = readme } = {},
) => {
  const script: Script = ({ body }, index) => {
    const text = JSON.stringify(body)
    const mark = /\[(\w+) place of the section\]/.exec(text)?.[1] ?? ''
    return answered((answers[index] ?? answers.at(-1) ?? '').replaceAll('{mark}', mark))
  }
  const story = await modelStory(t, script, {
    settings: url => `${more}\n${modelSettings(url)}${mapping(section)}`,
    files: { 'README.md': document, 'src/a.ts': 'export const tool = 1\n' },
  })
  story.commit('Add --fast', {
    'src/a.ts': "export const tool = 1\noption('--fast')\n",
  })
  return story
}

const fast = '## Speed\n\nRun `tool --fast` for less care.\n'
const withSpeed = (text: string): string => `${text}\n[{mark} new section]\n${fast}`

test('a new section goes behind the one that was asked for, and is its own entry in the event', async t => {
  const { json, run, file, prompt } = await story(t, [
    withSpeed(usage.replace('care', 'some care')),
  ])
  const { code } = await json('git-doc update')
  t.is(code, 0)
  t.regex(prompt(0), /new section.*behind the section/)
  t.is(file(), readme.replace('with care.\n\n', `with some care.\n\n${fast}\n`))
  const { stdout } = await run('git-doc history --json')
  t.regex(stdout, /"added":\{"heading":"## Speed","text":"## Speed\\n\\nRun/)
})

test('with the section as it was, a new one is a change of its own; it can be proven, given back and made again', async t => {
  const { json, file } = await story(t, [withSpeed('UNCHANGED')])
  t.is((await json('git-doc update')).code, 0)
  const with_ = readme.replace('with care.\n\n', `with care.\n\n${fast}\n`)
  t.is(file(), with_)
  const { commits } = await json('git-doc verify')
  t.deepEqual(
    commits.map(({ state }: { state: string }) => state),
    ['proven'],
  )
  t.is((await json('git-doc revert HEAD~1')).code, 0)
  t.is(file(), readme)
  const again = await json('git-doc revert HEAD')
  t.is(again.code, 0, JSON.stringify(again))
  t.is(file(), with_)
})

test('at the end of a document without a last newline it stands alone as well', async t => {
  const document = `# Tool\n\n${usage.trimEnd()}`
  const { json, file } = await story(t, [withSpeed('UNCHANGED')], { document })
  t.is((await json('git-doc update')).code, 0)
  t.is(file(), `${document}\n\n${fast.trimEnd()}`)
  t.is((await json('git-doc revert HEAD~1')).code, 0)
  t.is(file(), document)
})

test('a new section can be forbidden', async t => {
  const { json, file, prompt } = await story(t, [withSpeed('UNCHANGED')], {
    more: 'new_sections = false',
  })
  const { code, failures } = await json('git-doc update')
  t.is(code, 1)
  t.is(failures[0].code, 'ANSWER_HEADING_LEVEL')
  t.notRegex(prompt(0), /behind the section, changed or not/)
  t.is(file(), readme)
})

for (const [what, behind] of [
  ['of a level above', '# Speed\n\nRun `tool --fast`.\n'],
  ['of a level far below', '#### Speed\n\nRun `tool --fast`.\n'],
  ['without a heading', 'Run `tool --fast`.\n'],
  ['that says nothing', '## Speed\n'],
  ['of the name of another', '## License\n\nRun `tool --fast`.\n'],
  ['with another behind it', `${fast}\n## More\n\nText.\n`],
  ['with an option that nothing knows', '## Speed\n\nRun `tool --turbo`.\n'],
  ['with a script', '## Speed\n\n<script>run()</script>\n'],
  ['with a marker', '## Speed\n\n<!-- git-doc: ignore -->\n\nText.\n'],
  ['parted twice', `${fast}\n[{mark} new section]\n## More\n\nText.\n`],
] as const)
  test(`a new section ${what} is refused, and the document is as it was`, async t => {
    const { json, file } = await story(t, [`${usage}\n[{mark} new section]\n${behind}`])
    const { code, failures } = await json('git-doc update')
    t.is(code, 1, file())
    t.regex(failures[0].code, /^ANSWER_/)
    t.is(file(), readme)
  })
