import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answered, modelServer } from '../support/model-server.ts'
import { atTerminal, keys } from '../support/pseudo-terminal.ts'
import { environmentIn } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository with two commits, the second of which renames what its document names, and a person in it. */
const given = (
  t: ExecutionContext,
  {
    command = 'git-doc init',
    env = {},
    columns,
  }: { command?: string; env?: Record<string, string>; columns?: number } = {},
) => {
  const story = storyRepository(t)
  story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchFast()` first.\n',
    'mkdocs.yml': 'site_name: Tool\n',
    'src/fetch.ts': code('fetchFast'),
  })
  story.commit('Rename fetchFast to fetchQuick', { 'src/fetch.ts': code('fetchQuick') })
  const person = atTerminal(t, command, {
    cwd: story.path,
    // Nobody listens there, so Ollama does not answer.
    env: environmentIn(story.path, {
      OLLAMA_HOST: 'http://127.0.0.1:9',
      LANG: 'en_US.UTF-8',
      TERM: 'xterm',
      ...env,
    }),
    ...(columns && { columns }),
  })
  const file = join(story.path, '.git-doc/config.toml')
  const text = () => readFileSync(file, 'utf8')
  return { ...story, ...person, file, settings: text }
}

/** What each question of the shortest way says. */
const questions = [/Which provider/, /Which documents/, /Treat all existing/, /Install Git hooks/]

test('a person presses Enter at every question, and sees what would have been done', async t => {
  const { sees, types, ended, settings, text } = given(t)
  await sees(/Documents: README\.md/)
  await sees(/Generators: MkDocs/)
  await sees(/History: 2 commits/)
  for (const question of questions) {
    await sees(question)
    types(keys.enter)
  }
  t.is(await ended, 0, text())
  t.regex(settings(), /^provider = "offline"$/m)
  t.regex(text(), /Of your last 2 commits 1 would be documented/)
  t.regex(text(), /Rename fetchFast to fetchQuick\n.*README\.md: Usage/)
  t.regex(text(), /Next: git-doc update --dry-run/)
})

for (const [name, key] of [
  ['Ctrl+C', keys.ctrlC],
  ['Ctrl+D', keys.ctrlD],
] as const)
  for (const [index] of questions.entries())
    test(`${name} at question ${index + 1} ends it, and nothing is written`, async t => {
      const { sees, types, ended, file, text } = given(t)
      for (const question of questions.slice(0, index)) {
        await sees(question)
        types(keys.enter)
      }
      await sees(questions[index] as RegExp)
      types(key)
      t.is(await ended, 130, text())
      t.regex(text(), /Cancelled/)
      t.false(existsSync(join(file, '..')))
    })

test('a paid provider is one of the choices, with its key by name, its model and a budget', async t => {
  const key = 'sk-secret-of-the-story'
  const { sees, types, ended, settings, text, raw } = given(t, {
    command: 'git-doc init --baseline',
    env: { OPENAI_API_KEY: key },
  })
  await sees(/Which provider/)
  types(keys.down)
  await sees(/OPENAI_API_KEY is set/)
  types(keys.enter)
  await sees(/name of the model[\s\S]*gpt-4\.1-mini/)
  types(keys.enter)
  await sees(/How many US dollars/)
  types(`${keys.clear}much${keys.enter}`)
  await sees(/number above 0/)
  await sees(/How many US dollars/)
  types(`${keys.clear}5${keys.enter}`)
  await sees(/Which documents/)
  types(keys.enter)
  await sees(/Send one short request/)
  types('n')
  await sees(/Install Git hooks/)
  types(keys.enter)
  t.is(await ended, 0, text())
  t.regex(settings(), /^provider = "openai"$/m)
  t.regex(settings(), /^month = 5$/m)
  t.regex(settings(), /^# model = /m)
  t.false(raw().includes(key))
  t.regex(text(), /Of your last 2 commits/)
})

test('Ollama that answers is asked which models it has, and the test call goes to it', async t => {
  const server = await modelServer(t, ({ path }) =>
    path === '/api/tags'
      ? { body: { models: [{ name: 'qwen3:8b' }, { name: 'llama3.1' }] } }
      : answered('OK'),
  )
  const { sees, types, ended, settings, text } = given(t, { env: { OLLAMA_HOST: server.url } })
  await sees(/Which provider/)
  types(keys.down.repeat(5))
  await sees(/answers here, 2 models/)
  types(keys.enter)
  await sees(/name of the model/)
  types(`${keys.down}${keys.enter}`)
  await sees(/Which documents/)
  types(keys.enter)
  await sees(/Treat all existing/)
  types(keys.enter)
  await sees(/Send one short request/)
  types(keys.enter)
  await sees(/Install Git hooks/)
  types('y')
  await ended
  t.regex(settings(), /^provider = "ollama"$/m)
  t.regex(settings(), /^model = "qwen3:8b"$/m)
  t.regex(text(), /ollama \(qwen3:8b\)/)
  t.regex(text(), /post-commit: /)
})

test('without UTF-8, without colors and in 40 columns the same questions are asked', async t => {
  const { sees, types, ended, raw, text } = given(t, {
    env: { LANG: 'C', NO_COLOR: '1' },
    columns: 40,
  })
  for (const question of [
    /Which\s+provider/,
    /Which\s+documents/,
    /Treat\s+all/,
    /Install\s+Git/,
  ]) {
    await sees(question)
    types(keys.enter)
  }
  t.is(await ended, 0, text())
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors begin with one
  t.notRegex(raw(), /\x1b\[[\d;]*m/)
  const asked = text().slice(0, text().indexOf('Wrote'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
  t.regex(asked, /^[\x00-\x7f]*$/)
  for (const line of asked.split('\n')) t.true(line.length <= 40, line)
})

test('a terminal that cannot move its cursor gets plain lines, and so does leaving them', async t => {
  const { sees, types, ended, text, raw } = given(t, { env: { TERM: 'dumb' } })
  await sees(/Documents: README\.md/)
  for (const question of questions.slice(0, 3)) {
    await sees(question)
    types(keys.enter)
  }
  await sees(/Install Git hooks/)
  types(keys.ctrlC)
  t.is(await ended, 130, text())
  t.notRegex(raw(), /[◆│]/)
})

test('yes asks nothing at a terminal either, and chooses nothing that costs', async t => {
  const { ended, settings, text } = given(t, {
    command: 'git-doc init --yes',
    env: { OPENAI_API_KEY: 'k' },
  })
  t.is(await ended, 0, text())
  t.regex(settings(), /^provider = "offline"$/m)
  t.notRegex(text(), /Which provider/)
})
