// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  defaultSettings,
  keyKinds,
  keyVariables,
  providers,
} from '../../../src/adapters/config/keys.ts'
import { loadSettings } from '../../../src/adapters/config/load.ts'
import { findDocFiles, keyFound } from '../../../src/adapters/config/propose.ts'
import { type Choice, configTemplate } from '../../../src/adapters/config/template.ts'
import { matching } from '../../support/globs.ts'
import { temporaryFolder } from '../../support/repository.ts'

const load = async (t: ExecutionContext, text: string, env: Record<string, string> = {}) => {
  const root = temporaryFolder(t)
  mkdirSync(join(root, '.git-doc'))
  writeFileSync(join(root, '.git-doc/config.toml'), text)
  return (await loadSettings({ root, env })).settings
}

/** Without the spaces that line up its tables. */
const page = readFileSync('docs/configuration.md', 'utf8').replace(/ +\|/g, ' |')

// The template

test('the template of every provider says what was chosen and leaves the rest at its default', async t => {
  for (const provider of providers) {
    const [variable] = keyVariables[provider]
    const choice: Choice =
      provider === 'compatible'
        ? { provider, model: 'm', baseUrl: 'http://localhost/v1' }
        : { provider, docFiles: ['README.md', 'docs/**/*.md'] }
    const settings = await load(t, configTemplate(choice), variable ? { [variable]: 'k' } : {})
    t.deepEqual(settings, {
      ...defaultSettings,
      docFiles: choice.docFiles ?? defaultSettings.docFiles,
      llm: {
        ...defaultSettings.llm,
        provider,
        apiKey: variable && 'k',
        model: choice.model,
        baseUrl: choice.baseUrl,
      },
    })
  }
})

test('the template names the variable that was found, and never a key', t => {
  const text = configTemplate({ provider: 'google', variable: 'GOOGLE_API_KEY' })
  t.true(text.includes('\napi_key = "${GOOGLE_API_KEY}"\n'))
})

test('file names with quotes and brackets survive the template', async t => {
  const docFiles = findDocFiles(['a "b".md', '[id].md', 'ü é.md', 'x{1}.md', 'README.md'])
  const settings = await load(t, configTemplate({ provider: 'offline', docFiles }))
  t.deepEqual(settings.docFiles, docFiles)
  t.true(['a "b".md', '[id].md', 'ü é.md', 'x{1}.md'].every(matching(settings.docFiles)))
  t.false(matching(settings.docFiles)('i.md'))
})

test('each line the template comments out can be used as it is, and is the default where there is one', async t => {
  const template = configTemplate({ provider: 'offline' })
  const used = template.replace(/^# (?=\[|\w+ = )/gm, '')
  t.not(used, template)
  const { mappings, docs, ...settings } = await load(t, used, { OPENAI_API_KEY: 'k' })
  t.deepEqual(mappings, [{ code: ['src/cli/**'], file: 'README.md', section: 'Usage' }])
  t.deepEqual(docs[0]?.neverTouch, ['Copyright'])
  t.is(settings.newSections, defaultSettings.newSections)
  t.deepEqual(settings.docFiles, defaultSettings.docFiles)
  t.like(settings.llm.providers.team, { kind: 'azure', apiKeyCommand: ['pass', 'show', 'azure'] })
  t.is(settings.llm.timeout, defaultSettings.llm.timeout)
  t.is(settings.llm.maxRetries, defaultSettings.llm.maxRetries)
  t.is(settings.llm.concurrency, defaultSettings.llm.concurrency)
  t.is(settings.git.docCommitMessage, defaultSettings.git.docCommitMessage)
  t.is(settings.git.commitDocUpdates, defaultSettings.git.commitDocUpdates)
})

test('every key is in the template and in the documentation', t => {
  const template = configTemplate({ provider: 'offline' })
  for (const key of [
    ...Object.keys(keyKinds),
    'mappings.code_pattern',
    'mappings.doc_file',
    'mappings.section',
    'docs.files',
    'docs.style',
    'docs.audience',
    'docs.never_touch',
  ]) {
    const leaf = key.slice(key.indexOf('.') + 1)
    const isTables = keyKinds[key] === 'tables'
    const table = `\\[+((?:llm|packs)\\.)?${leaf}(\\.\\w+)?\\]+`
    t.regex(template, new RegExp(isTables ? `^(# )?${table}$` : `^(# )?${leaf} = `, 'm'))
    t.regex(page, new RegExp(isTables ? table : `^\\| \`(${key}|${leaf})\` \\|`, 'm'))
  }
})

// The documentation

test('every table of a provider in the documentation loads', async t => {
  const models = readFileSync('docs/models.md', 'utf8')
  const examples = [...models.matchAll(/```toml\n([\s\S]*?)```/g)].map(([, toml = '']) => toml)
  const { llm } = await load(t, examples.join('\n'), {})
  t.true(Object.keys(llm.providers).length >= 10)
})

test('every example of the documentation loads', async t => {
  const examples = [...page.matchAll(/```toml\n([\s\S]*?)```/g)].map(([, toml = '']) => toml)
  t.true(examples.length >= 5)
  for (const example of examples) await load(t, example, { ANTHROPIC_API_KEY: 'k' })
  // Together they are a file as well.
  const { llm, mappings } = await load(t, examples.join('\n'), { ANTHROPIC_API_KEY: 'k' })
  t.is(llm.provider, 'anthropic')
  t.is(mappings.length, 2)
})

test('the documentation shows the defaults as they are', t => {
  for (const [key, value] of [
    ['provider', defaultSettings.llm.provider],
    ['timeout', defaultSettings.llm.timeout / 1000],
    ['max_retries', defaultSettings.llm.maxRetries],
    ['concurrency', defaultSettings.llm.concurrency],
    ['diff_tokens', defaultSettings.llm.diffTokens],
    ['fallbacks', defaultSettings.llm.fallbacks],
    ['ignore', defaultSettings.ignore],
    ['commit_doc_updates', defaultSettings.git.commitDocUpdates],
    ['amend_original', defaultSettings.git.amendOriginal],
    ['doc_commit_message', defaultSettings.git.docCommitMessage],
  ] as const)
    t.true(page.includes(`| \`${key}\` | \`${JSON.stringify(value)}\` |`), key)
})

test('the error in the documentation is the one that comes', async t => {
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? []
  const error = await t.throwsAsync(load(t, '\n\n\n[llm]\ntimout = 1\n'))
  t.is(`${error.message}\n${(error as { hint?: string }).hint}\n`, shown)
})

// What init proposes

test('the first provider whose key is there is told', t => {
  const proposed = (env: Record<string, string>) => Object.values(keyFound(env) ?? {})
  t.deepEqual(proposed({}), [])
  t.deepEqual(proposed({ OPENAI_API_KEY: ' ' }), [])
  t.deepEqual(proposed({ GROQ_API_KEY: 'k' }), ['groq', 'GROQ_API_KEY'])
  t.deepEqual(proposed({ GOOGLE_API_KEY: 'k', GROQ_API_KEY: 'k' }), ['google', 'GOOGLE_API_KEY'])
  t.deepEqual(proposed({ GOOGLE_API_KEY: 'k', GEMINI_API_KEY: 'k' }), ['google', 'GEMINI_API_KEY'])
  t.deepEqual(proposed({ ANTHROPIC_API_KEY: 'k', GROQ_API_KEY: 'k' }), [
    'anthropic',
    'ANTHROPIC_API_KEY',
  ])
  t.deepEqual(proposed({ ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' }), [
    'openai',
    'OPENAI_API_KEY',
  ])
})

const finds = test.macro((t, tracked: readonly string[], found: readonly string[]) => {
  t.deepEqual(findDocFiles(tracked), found)
  t.deepEqual(findDocFiles(tracked.toReversed()), found)
})

test('nothing is found where there is nothing', finds, ['src/a.ts', 'src/notes.md'], [])
test(
  'README comes first',
  finds,
  ['ARCHITECTURE.md', 'README.md'],
  ['README.md', 'ARCHITECTURE.md'],
)
test(
  'changelogs and licences are left out',
  finds,
  ['CHANGELOG.md', 'LICENSE.md', 'readme.md', 'HISTORY.md'],
  ['readme.md'],
)
test('only a changelog is nothing', finds, ['CHANGELOG.md', 'docs/CHANGELOG.md'], [])
test(
  'folders of documents are named once',
  finds,
  ['docs/a.md', 'docs/b/c.md', 'website/docs/d.md', 'Documentation/e.md'],
  ['Documentation/**/*.md', 'docs/**/*.md', 'website/docs/**/*.md'],
)
test(
  'a changelog in one of them is taken back',
  finds,
  ['docs/a.md', 'docs/CHANGELOG.md'],
  ['docs/**/*.md', '!docs/CHANGELOG.md'],
)
test(
  'READMEs of packages, not of examples',
  finds,
  [
    'packages/a/README.md',
    'packages/b/README.md',
    'packages/a/test/README.md',
    'examples/x/README.md',
    'vendor/x/docs/y.md',
  ],
  ['packages/*/README.md'],
)

test('what is found matches what is there', t => {
  const tracked = [
    'README.md',
    'docs/a/b.md',
    'docs/LICENSE.md',
    'packages/x/README.md',
    'src/x.md',
  ]
  t.deepEqual(tracked.filter(matching(findDocFiles(tracked))), [
    'README.md',
    'docs/a/b.md',
    'packages/x/README.md',
  ])
})
