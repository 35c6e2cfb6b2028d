// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { configFile } from '../../src/adapters/config/file.ts'
import { providers } from '../../src/adapters/config/keys.ts'
import { loadSettings } from '../../src/adapters/config/load.ts'
import { init } from '../../src/commands/init.ts'
import type { InitWorld, Question } from '../../src/commands/init-world.ts'
import type { GitDocError } from '../../src/errors/error.ts'
import { testRepository } from '../support/repository.ts'

const tracked = ['README.md', 'docs/use.md', 'src/a.ts', 'CHANGELOG.md']
const head = 'a'.repeat(40)

/** A repository with documents, and a person who gives these answers, one after the other. */
const given = (
  t: ExecutionContext,
  { env = {}, answers }: { env?: Record<string, string>; answers?: readonly string[] } = {},
) => {
  const { path: root } = testRepository(t)
  const asked: Question[] = []
  const left = [...(answers ?? [])]
  const recorded: string[] = []
  const world: InitWorld = {
    config: configFile({ root }, env),
    providers,
    tracked: async () => tracked,
    baseline: {
      commit: head,
      async record() {
        recorded.push(head)
      },
    },
    ...(answers && {
      ask: async question => {
        asked.push(question)
        const answer = left.shift()
        if (answer === undefined) throw new Error(`Nobody answers: ${question.text}`)
        return answer
      },
    }),
  }
  const settings = async () => (await loadSettings({ root, env })).settings
  const file = world.config.path
  return { world, asked, recorded, settings, file, text: () => readFileSync(file, 'utf8') }
}

test('with yes the proposals are taken and nothing is asked', async t => {
  const { world, asked, settings, file } = given(t, { answers: [] })
  const { next, ...made } = await init(world, { yes: true })
  t.deepEqual(made, {
    path: file,
    written: true,
    provider: 'offline',
    docFiles: ['README.md', 'docs/**/*.md'],
    baseline: head,
  })
  t.deepEqual(asked, [])
  t.regex(next[0] ?? '', /update --dry-run/)
  t.deepEqual((await settings()).docFiles, made.docFiles)
  if (process.platform === 'win32') return
  // It is committed: whoever may read the repository may read it.
  t.is(statSync(file).mode & 0o444, 0o444)
  t.is(statSync(dirname(file)).mode & 0o555, 0o555)
})

test('a key in the environment is told of, and neither chosen nor written', async t => {
  const env = { ANTHROPIC_API_KEY: 'sk-ant-secret' }
  const { world, settings, text } = given(t, { env })
  const made = await init(world, { yes: true })
  t.is(made.provider, 'offline')
  t.is((await settings()).llm.provider, 'offline')
  t.regex(made.next.at(-1) ?? '', /ANTHROPIC_API_KEY is set.*config set llm.provider anthropic/)
  t.false(`${text()}${JSON.stringify(made)}`.includes('sk-ant'))
})

test('at a terminal four things are asked, and nothing said takes what is proposed', async t => {
  const { world, asked } = given(t, { answers: ['', ' ', '', ''] })
  const made = await init(world)
  t.deepEqual(
    asked.map(({ name, proposal }) => [name, proposal]),
    [
      ['provider', 'offline'],
      ['doc-files', 'README.md, docs/**/*.md'],
      ['baseline', 'yes'],
      ['hooks', 'no'],
    ],
  )
  t.deepEqual(asked[0]?.choices, providers)
  t.is(made.baseline, head)
  t.deepEqual(made.wants, { test: false, hooks: false })
})

test('what is answered is what is written', async t => {
  const answers = ['groq', 'README.md,{a,b}/**, !a/x.md', 'no', 'no', 'yes']
  const { world, settings, text } = given(t, {
    answers,
    env: { GROQ_API_KEY: 'k', OPENAI_API_KEY: 'o' },
  })
  const made = await init(world)
  t.is(made.provider, 'groq')
  t.deepEqual(made.docFiles, ['README.md', '{a,b}/**', '!a/x.md'])
  t.false('baseline' in made)
  t.deepEqual(made.wants, { test: false, hooks: true })
  t.deepEqual((await settings()).docFiles, made.docFiles)
  t.true(text().includes('api_key = "${GROQ_API_KEY}"'))
  t.false(made.next.join().includes('Put the key'))
})

test('an answer that will not do is asked for again, with what is wrong', async t => {
  const answers = ['gpt', 'offline', '/docs/**', 'docs/**', 'maybe', 'N', '']
  const { world, asked } = given(t, { answers })
  const made = await init(world)
  t.deepEqual(
    asked.map(({ name, problem }) => [name, problem]),
    [
      ['provider', undefined],
      ['provider', `Answer with one of ${providers.join(', ')}.`],
      ['doc-files', undefined],
      ['doc-files', '"/docs/**" is an absolute path.'],
      ['baseline', undefined],
      ['baseline', 'Answer yes or no.'],
      ['hooks', undefined],
    ],
  )
  t.deepEqual(made.docFiles, ['docs/**'])
})

test('a provider that is only an address is asked for it', async t => {
  const answers = [
    'compatible',
    '',
    'localhost',
    'http://localhost:8000/v1',
    '',
    'qwen3',
    '',
    '',
    '',
    '',
  ]
  const { world, settings, asked } = given(t, { answers })
  await init(world)
  const { llm } = await settings()
  t.deepEqual(
    [llm.provider, llm.baseUrl, llm.model],
    ['compatible', 'http://localhost:8000/v1', 'qwen3'],
  )
  t.is(asked.filter(({ problem }) => problem).length, 3)
})

test('what was said beforehand is not asked', async t => {
  const { world, asked } = given(t, { answers: ['', '', ''] })
  const made = await init(world, { provider: 'openai', baseline: false })
  t.deepEqual(
    asked.map(({ name }) => name),
    ['doc-files', 'test', 'hooks'],
  )
  t.is(made.provider, 'openai')
  t.false('baseline' in made)
  t.regex(made.next[0] ?? '', /Put the key of openai/)
})

test('a repository without a commit or a document has no baseline and its defaults', async t => {
  const { world, settings, asked } = given(t, { answers: ['', '', ''] })
  const made = await init({ ...world, baseline: undefined, tracked: async () => [] })
  t.deepEqual(
    asked.map(({ name }) => name),
    ['provider', 'doc-files', 'hooks'],
  )
  t.deepEqual(made.docFiles, [])
  t.regex(made.next[0] ?? '', /Write a document/)
  t.true((await settings()).docFiles.includes('*.md'))
})

test('a configuration that is there is never overwritten', async t => {
  const { world, text } = given(t, { answers: [] })
  await init(world, { yes: true })
  const before = text()
  const error = (await t.throwsAsync(init(world, { yes: true }))) as GitDocError
  t.is(error.code, 'ALREADY_INITIALISED')
  t.regex(error.message, /^\.git-doc\/config\.toml already exists/)
  await t.throwsAsync(world.config.create({ provider: 'offline', docFiles: [] }), {
    code: 'ALREADY_INITIALISED',
  })
  t.is(text(), before)
})

test('where nobody can be asked, yes must be said', async t => {
  const { world, file } = given(t)
  await t.throwsAsync(init(world), { code: 'CONFIRMATION_NEEDED' })
  t.false(existsSync(dirname(file)))
})

test('a provider that is none, or that cannot be set up without answers, is refused', async t => {
  const { world, file } = given(t, { answers: [] })
  await t.throwsAsync(init(world, { yes: true, provider: 'gpt' }), { code: 'USAGE' })
  await t.throwsAsync(init(world, { yes: true, provider: 'compatible' }), { code: 'USAGE' })
  t.false(existsSync(file))
})

test('when the baseline fails or the person leaves, nothing stays', async t => {
  const { world, file } = given(t, { answers: [''] })
  const record = async () => Promise.reject(new Error('disk full'))
  const failing = { ...world, baseline: { commit: head, record } }
  await t.throwsAsync(init(failing, { yes: true }), { message: 'disk full' })
  t.false(existsSync(dirname(file)))
  await t.throwsAsync(init(world), { message: /Nobody answers/ })
  t.false(existsSync(dirname(file)))
})

test('in a clone that has the configuration already, the baseline is recorded and the file stays as it is', async t => {
  const { world, file, recorded, text } = given(t)
  await init(world, { yes: true, baseline: false })
  const before = text()
  t.deepEqual(await init(world, { yes: true, baseline: true }), {
    path: file,
    written: false,
    baseline: head,
    next: ['Document new commits: git-doc update'],
  })
  t.deepEqual(recorded, [head])
  t.is(text(), before)
  await t.throwsAsync(init(world, { yes: true }), { code: 'ALREADY_INITIALISED' })
  const detached = { ...world, baseline: undefined }
  await t.throwsAsync(init(detached, { baseline: true }), { code: 'USAGE' })
})

test('a dry run shows what would be written, and writes and records nothing', async t => {
  const { world, file, recorded, text } = given(t)
  const shown = await init(world, { yes: true, dryRun: true })
  t.like(shown, { written: false, provider: 'offline', baseline: head })
  t.false(existsSync(dirname(file)))
  await init(world, { yes: true, baseline: false })
  t.is(shown.text, text())
  t.is((await init(world, { baseline: true, dryRun: true })).baseline, head)
  t.deepEqual(recorded, [])
})
