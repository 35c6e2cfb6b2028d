// Long because each test file is a process of its own: what belongs together shares one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { redactSettings } from '../../../src/adapters/config/entries.ts'
import { defaultSettings, isUntouched, keyKinds } from '../../../src/adapters/config/keys.ts'
import { loadSettings } from '../../../src/adapters/config/load.ts'
import { Config } from '../../../src/adapters/config/schema.ts'
import { type GitDocError, isGitDocError } from '../../../src/errors.ts'
import { matching } from '../../support/globs.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

const env = { OPENAI_API_KEY: 'sk-secret-1234567890', PROXY: 'https://proxy.example.org' }

const configured = (t: ExecutionContext, content: string | Uint8Array): string => {
  const root = temporaryFolder(t)
  mkdirSync(join(root, '.git-doc'))
  writeFileSync(join(root, '.git-doc/config.toml'), content)
  return root
}

const load = (t: ExecutionContext, content: string | Uint8Array, more = {}) =>
  loadSettings({ root: configured(t, content), env, ...more })

const refusal = async (t: ExecutionContext, content: string | Uint8Array, more = {}) =>
  (await t.throwsAsync(load(t, content, more))) as GitDocError

test('without a file there are defaults for everything', async t => {
  const root = temporaryFolder(t)
  const loaded = await loadSettings({ root, env })
  t.is(loaded.settings, defaultSettings)
  t.false(loaded.found)
  t.is(loaded.path, join(root, '.git-doc', 'config.toml'))
  t.deepEqual(loaded.warnings, [])
  t.true(loaded.entries.every(({ source }) => source === 'default'))
})

test('an empty file, one with comments and one with a BOM say the same as none', async t => {
  for (const content of ['', '# nothing\r\n', '\ufeff', '[llm]\n[git]\n[state]\n']) {
    const loaded = await load(t, content)
    t.deepEqual(loaded.settings, defaultSettings)
    t.true(loaded.found)
  }
})

test('every key is read', async t => {
  const { settings, warnings } = await load(
    t,
    `doc_files = ["./README.md", "docs/", "!docs/old.md"]
ignore = ["vendor/", "!vendor/ours/**"]
new_sections = false

[llm]
provider = "openai"
api_key = "\${OPENAI_API_KEY}"
model = "m"
base_url = "\${PROXY}/v1"
timeout = 1.5
max_retries = 0
concurrency = 8
diff_tokens = 6000
fallbacks = ["groq:llama-3", "ollama", "offline"]

[budget]
month = 10
run = 0.5
commit = 0.25

[prices]
m = { input = 1, output = 2.5 }
"groq:llama-3" = { input = 0, output = 0 }

[[mappings]]
code = "./src/cli/**"
file = "./docs//usage.md"
section = "Usage > Options"

[[mappings]]
code = ["a/", "!a/b.ts"]
file = "README.md"
section = "A"

[[docs]]
files = "docs/"
style = "short"
audience = "users"
never_touch = "MIT"

[git]
commit_doc_updates = false
amend_original = false
doc_commit_message = "docs({hash}): {subject}"
doc_commit_author = "Docs <docs@example.org>"

[inference]
threshold = 0.4

[state]
path = "./.git-doc/state"
`,
  )
  t.deepEqual(warnings, [])
  t.deepEqual(settings, {
    llm: {
      provider: 'openai',
      apiKey: 'sk-secret-1234567890',
      model: 'm',
      baseUrl: 'https://proxy.example.org/v1',
      timeout: 1500,
      maxRetries: 0,
      concurrency: 8,
      diffTokens: 6000,
      fallbacks: ['groq:llama-3', 'ollama', 'offline'],
    },
    budget: { month: 10, run: 0.5, commit: 0.25 },
    prices: { m: { input: 1, output: 2.5 }, 'groq:llama-3': { input: 0, output: 0 } },
    docFiles: ['README.md', 'docs/**', '!docs/old.md'],
    mappings: [
      { code: ['src/cli/**'], file: 'docs/usage.md', section: 'Usage > Options' },
      { code: ['a/**', '!a/b.ts'], file: 'README.md', section: 'A' },
    ],
    docs: [{ files: ['docs/**'], style: 'short', audience: 'users', neverTouch: ['MIT'] }],
    newSections: false,
    ignore: ['vendor/**', '!vendor/ours/**'],
    git: {
      commitDocUpdates: false,
      amendOriginal: false,
      docCommitMessage: 'docs({hash}): {subject}',
      docCommitAuthor: 'Docs <docs@example.org>',
    },
    inference: { threshold: 0.4 },
    state: { path: '.git-doc/state' },
  })
})

test('dotted keys, inline tables, quoted keys and Windows line endings are read alike', async t => {
  const written = [
    'llm.provider = "ollama"\nllm.model = "m"\nmappings = [{ code = "a", file = "f.md", section = "s" }]\n',
    'llm = { provider = "ollama", model = "m" }\n[[mappings]]\r\ncode = ["a"]\r\nfile = "f.md"\r\nsection = "s"\r\n',
    '[["mappings"]]\n"code" = \'a\'\nfile = """f.md"""\nsection = "s"\n["llm"]\n\'provider\' = "ollama"\nmodel = "m"',
  ]
  const [first, ...others] = await Promise.all(written.map(content => load(t, content)))
  t.is(first?.settings.llm.provider, 'ollama')
  for (const { settings } of others) t.deepEqual(settings, first?.settings)
})

test('the keys of the schema are the keys there are', t => {
  const keys = Object.entries(Config.shape).flatMap(([name, type]) => {
    const inner = 'unwrap' in type ? (type.unwrap() as { shape?: object }) : type
    return inner.shape ? Object.keys(inner.shape).map(leaf => `${name}.${leaf}`) : [name]
  })
  t.deepEqual(keys.toSorted(), Object.keys(keyKinds).toSorted())
})

test('by default documents are the Markdown at the top and in docs, without changelogs and licences', t => {
  const isDocument = matching(defaultSettings.docFiles)
  const yes = ['README.md', 'ARCHITECTURE.md', 'docs/a.md', 'docs/a/b.md', 'docs/history.md']
  const no = ['CHANGELOG.md', 'docs/changelog.md', 'LICENSE.md', 'LICENSE-MIT.md', 'History.md']
  t.deepEqual([...yes, ...no, 'src/a.md', 'docs/a.ts'].filter(isDocument), yes)
  t.deepEqual([...yes, ...no].filter(isUntouched), no)
})

/** What a content is refused with: `line: key: …` and a hint. */
const refused = test.macro(
  async (t, content: string, where: string, what: RegExp, hint?: RegExp) => {
    const error = await refusal(t, content)
    t.is(error.code, 'CONFIG_INVALID')
    const place = `.git-doc/config.toml:${where}: `
    t.is(error.message.slice(0, place.length), place)
    t.regex(error.message.slice(place.length), what)
    t.false(error.message.includes('\n'), error.message)
    t.regex(error.hint ?? '', hint ?? /./)
  },
)

const mapping = 'file = "README.md"\nsection = "Usage"\n'

// Unknown keys
test(
  'a misspelt key of a table',
  refused,
  '[llm]\nprovidr = "x"',
  '2: llm.providr',
  /not a known key/,
  /Did you mean `provider`\?/,
)
test(
  'a misspelt table',
  refused,
  '\n[[mapping]]\ncode = "a"',
  '2: mapping',
  /not a known/,
  /`mappings`/,
)
test('a key in another case', refused, 'docFiles = []', '1: docFiles', /not a known/, /`doc_files`/)
test(
  'part of a key',
  refused,
  '[llm]\nretries = 1',
  '2: llm.retries',
  /not a known/,
  /`max_retries`/,
)
test(
  'a key at the top that belongs into a table',
  refused,
  'model = "x"',
  '1: model',
  /not a known/,
  /belongs under \[llm\]/,
)
test(
  'a key in a table that belongs at the top',
  refused,
  '[git]\nignore = []',
  '2: git.ignore',
  /not a known/,
  /at the top, above/,
)
test(
  'a key that is like none',
  refused,
  '[state]\nzzz = 1',
  '2: state.zzz',
  /not a known/,
  /Known here: path\./,
)
test(
  'an unknown key of a mapping',
  refused,
  `[[mappings]]\ncode = "a"\n${mapping}\nsections = "x"`,
  '6: mappings[0].sections',
  /not a known/,
  /`section`/,
)
test('a key that JavaScript has a meaning for', refused, '__proto__ = 1', '1', /unsafe property/)

// Wrong types and values
test(
  'a text for a list',
  refused,
  'doc_files = "README.md"',
  '1: doc_files',
  /must be a list/,
  /brackets/,
)
test('a number in a list', refused, 'ignore = [\n"a",\n3]', '3: ignore', /must be a text/)
test(
  'a text for a number',
  refused,
  '[llm]\ntimeout = "9"',
  '2: llm.timeout',
  /must be a number of seconds/,
  /without quotes/,
)
test('no time', refused, 'llm.timeout = 0', '1: llm.timeout', /more than 0/)
test('endless time', refused, 'llm.timeout = inf', '1: llm.timeout', /must be a number/)
test('not a number', refused, 'llm.timeout = nan', '1: llm.timeout', /must be a number/)
test('part of a retry', refused, '[llm]\nmax_retries = 1.5', '2: llm.max_retries', /whole number/)
test('a diff of no size', refused, '[llm]\ndiff_tokens = 10', '2: llm.diff_tokens', /500 or more/)
test('nothing at a time', refused, '[llm]\nconcurrency = 0', '2: llm.concurrency', /1 or more/)
test('less than no retries', refused, '[llm]\nmax_retries = -1', '2: llm.max_retries', /0 or more/)
test(
  'a text for a switch',
  refused,
  '[git]\ncommit_doc_updates = "true"',
  '2: git.commit_doc_updates',
  /true or false/,
  /without quotes/,
)
test(
  'an unknown provider',
  refused,
  '[llm]\nprovider = "opneai"',
  '2: llm.provider',
  /must be one of offline, openai/,
  /Did you mean "openai"\?/,
)
test('an empty model', refused, '[llm]\nmodel = " "', '2: llm.model', /is empty/)
test(
  'a fallback to nobody',
  refused,
  '[llm]\nfallbacks = ["gpt"]',
  '2: llm.fallbacks',
  /no known provider/,
)
test('a text for a table', refused, 'llm = "openai"', '1: llm', /must be a table, \[llm\]/)
test(
  'a table for the list of mappings',
  refused,
  '[mappings]\ncode = "a"',
  '1: mappings',
  /list of tables/,
)
test(
  'a mapping without code',
  refused,
  `ignore = []\n[[mappings]]\n${mapping}`,
  '2: mappings[0].code',
  /is missing/,
)
test(
  'a mapping without section',
  refused,
  '[[mappings]]\ncode = "a"\nfile = "a.md"',
  '1: mappings[0].section',
  /is missing/,
)
test(
  'a second mapping without file',
  refused,
  `[[mappings]]\ncode = "a"\n${mapping}[[mappings]]\ncode = "b"\nsection = "s"`,
  '5: mappings[1].file',
  /is missing/,
)
test(
  'a mapping of no code',
  refused,
  `[[mappings]]\ncode = []\n${mapping}`,
  '2: mappings[0].code',
  /is empty/,
)
test(
  'an unknown placeholder',
  refused,
  '[git]\ndoc_commit_message = "docs: {hash} {branch}"',
  '2: git.doc_commit_message',
  /placeholder \{branch\}/,
  /\{hash\} and \{subject\}/,
)
test(
  'a message of two lines',
  refused,
  '[git]\ndoc_commit_message = "a\\nb"',
  '2: git.doc_commit_message',
  /one line/,
)
test(
  'an author without address',
  refused,
  '[git]\ndoc_commit_author = "Ada"',
  '2: git.doc_commit_author',
  /Name <email>/,
)
test(
  'an author of two lines',
  refused,
  '[git]\ndoc_commit_author = "A\\nB <a@b>"',
  '2: git.doc_commit_author',
  /Name <email>/,
)
test(
  'an address of another protocol',
  refused,
  '[llm]\nbase_url = "file:///etc"',
  '2: llm.base_url',
  /http/,
)

test(
  'an address with a password',
  refused,
  `[llm]\nbase_url = "https://a:b@h/"`,
  '2: llm.base_url',
  /user name or password/,
)
test(
  'a fallback whose model follows a slash',
  refused,
  '[llm]\nfallbacks = ["groq/x"]',
  '2: llm.fallbacks',
  /no known provider/,
)

// Paths
for (const [path, what] of [
  ['../x.md', /leads out/],
  ['docs/../../x.md', /leads out/],
  ['/etc/passwd', /absolute/],
  ['~/x.md', /absolute/],
  ['C:/x.md', /absolute/],
  ['docs\\\\x.md', /backslash/],
  ['..\\\\x.md', /leads out/],
  ['.git/hooks/post-commit', /\.git/],
  ['sub/.GIT/config', /\.git/],
  ['GIT~1/config', /\.git/],
  ['docs/', /folder/],
  ['.', /folder/],
  ['', /empty/],
  ['a\\u0000b', /control character/],
] as const) {
  test(
    `a mapping to ${JSON.stringify(path)}`,
    refused,
    `[[mappings]]\ncode = "a"\nfile = "${path}"\nsection = "s"`,
    '3: mappings[0].file',
    what,
  )
  test(
    `a state in ${JSON.stringify(path)}`,
    refused,
    `[state]\npath = "${path}"`,
    '2: state.path',
    what,
  )
}

// Globs
for (const [glob, what] of [
  ['', /empty/],
  ['/src/**', /absolute/],
  ['../src/**', /leads out/],
  ['src\\\\lib', /backslash/],
  ['src/[a', /"\[" without its pair/],
  ['src/a)', /"\)" without its pair/],
  ['src/{a,b', /"\{" without its pair/],
  ['!(a|b).md', /begins with "!\("/],
  ['app/(group)/page.tsx', /belongs to no/],
  ['+(a|b)', /repeats a group/],
  ['*(*a)b', /repeats a group/],
  ['@(a|aa)+b', /repeats a group/],
  ['*a*a*a*a', /more than three "\*"/],
  ['**/a/**/a/**/a/**/a/**/a', /more than four "\*\*"/],
  ['[z-a].md', /is no glob/],
] as const) {
  test(
    `the glob ${JSON.stringify(glob)}`,
    refused,
    `ignore = [\n  "ok/**",\n  "${glob}",\n]`,
    '3: ignore',
    what,
  )
  test(
    `code at ${JSON.stringify(glob)}`,
    refused,
    `[[mappings]]\ncode = "${glob}"\n${mapping}`,
    '2: mappings[0].code',
    what,
  )
}
test(
  'documents that are only taken back',
  refused,
  'doc_files = ["!a.md"]',
  '1: doc_files',
  /names nothing/,
)

test('globs that people use are taken', async t => {
  const globs = [
    '**/*.ts',
    'src/**/*.{ts,tsx}',
    'app/\\[id\\]/**',
    'app/\\(group\\)/**',
    '*.test.*',
  ]
  const more = ['docs/**/!(draft).md', 'src/c++/**', 'a b/ü.ts', '.github/**', '{,a/}b', '[!a].md']
  const list = JSON.stringify([...globs, ...more])
  t.deepEqual((await load(t, `ignore = ${list}`)).settings.ignore, [...globs, ...more])
})

// Syntax
test('no value', refused, '[llm]\nprovider =\n', '2', /no valid TOML, invalid value \(column 11\)/)
test('a key twice', refused, 'ignore = []\nignore = []', '2', /already defined/)
test('a table twice', refused, '[llm]\n[git]\n[llm]', '3', /already defined/)
test('an open text', refused, '[llm]\n\nmodel = "x\n', '3', /no valid TOML/)
test('a number too large', refused, 'llm.timeout = 99999999999999999999', '1', /no valid TOML/)

// Variables
test(
  'a variable that is not set',
  refused,
  '[llm]\nprovider = "openai"\napi_key = "${NOT_SET}"',
  '3: llm.api_key',
  /^\$\{NOT_SET\} is not set in the environment/,
  /Set it/,
)
test(
  'several that are not set',
  refused,
  '[llm]\nprovider = "groq"\nbase_url = "${A}/${B}"',
  '3: llm.base_url',
  /^\$\{A\} and \$\{B\} are not set/,
)
test(
  'a variable without its name',
  refused,
  '[llm]\napi_key = "${}"',
  '2: llm.api_key',
  /names no environment variable/,
)
test(
  'a variable without its end',
  refused,
  '[llm]\napi_key = "${KEY"',
  '2: llm.api_key',
  /names no environment variable/,
)
test(
  'a variable without braces',
  refused,
  '[llm]\napi_key = "$OPENAI_API_KEY"',
  '2: llm.api_key',
  /without braces/,
)
test(
  'a variable where none is filled in',
  refused,
  '[llm]\nmodel = "${MODEL}"',
  '2: llm.model',
  /takes no/,
)
test(
  'a compatible provider without address',
  refused,
  '[llm]\nprovider = "compatible"\nmodel = "m"',
  '1: llm.base_url',
  /is missing/,
)
test(
  'an address that the environment spoils',
  refused,
  '[llm]\nprovider = "groq"\nbase_url = "${OPENAI_API_KEY}"',
  '3: llm.base_url',
  /no http or https/,
)

test('an empty variable is not set', async t => {
  const content = '[llm]\nprovider = "openai"\napi_key = "${EMPTY}"'
  t.is((await refusal(t, content, { env: { EMPTY: ' \n' } })).code, 'CONFIG_INVALID')
})

test('a variable that is not set is an error, also where the provider could do without it', async t => {
  for (const provider of ['offline', 'ollama']) {
    const content = `[llm]\nprovider = "${provider}"\napi_key = "\${NOT_SET}"`
    t.is((await refusal(t, content)).code, 'CONFIG_INVALID')
  }
})

test('a command that asks no model is only warned of what is not set', async t => {
  const content = '[llm]\nprovider = "openai"\napi_key = "${NOT_SET}"'
  const { settings, warnings, entries } = await load(t, content, { unset: 'warn' })
  t.is(settings.llm.apiKey, undefined)
  t.is(warnings.length, 1)
  t.regex(warnings[0] ?? '', /^\.git-doc\/config\.toml:3: llm\.api_key: \$\{NOT_SET\} is not set/)
  t.is(entries.find(({ key }) => key === 'llm.api_key')?.value, 'not set (${NOT_SET})')
})

test('all that is wrong is told at once, in the order of the file', async t => {
  const error = await refusal(t, '[git]\nsubject = 1\n\n[llm]\ntimout = 3\nprovider = 5\n')
  const lines = error.message.split('\n')
  t.deepEqual(
    lines.map(line => line.split(': ').slice(0, 2).join(': ')),
    [
      '.git-doc/config.toml:2: git.subject',
      '.git-doc/config.toml:5: llm.timout',
      '.git-doc/config.toml:6: llm.provider',
    ],
  )
  t.regex(lines[1] ?? '', /Did you mean `timeout`\?/)
})

test('a file that is no UTF-8, no file or not there', async t => {
  const utf16 = await refusal(t, Buffer.from('\ufeff[llm]\n', 'utf16le'))
  t.regex(utf16.message, /^\.git-doc\/config\.toml: it is not UTF-8/)
  const root = temporaryFolder(t)
  mkdirSync(join(root, '.git-doc/config.toml'), { recursive: true })
  const folder = await t.throwsAsync(loadSettings({ root, env }))
  t.regex(folder.message, /^\.git-doc\/config\.toml: it cannot be read \(EISDIR\)/)
  const missing = await t.throwsAsync(loadSettings({ root, file: join(root, 'x.toml'), env }))
  t.regex(missing.message, /^x\.toml: there is no such file/)
  for (const error of [utf16, folder, missing] as GitDocError[]) t.is(error.code, 'CONFIG_INVALID')
})

test('another file is read where one is named, and messages name it', async t => {
  const root = temporaryFolder(t)
  const file = join(temporaryFolder(t), 'other.toml')
  writeFileSync(file, '[llm]\nprovidr = 1')
  const error = await t.throwsAsync(loadSettings({ root, file, env }))
  t.true(error.message.startsWith(`${file}:2: llm.providr: `))
  writeFileSync(file, '[llm]\nmodel = "m"')
  t.is((await loadSettings({ root, file, env })).settings.llm.model, 'm')
})

// Secrets

const secret = 'sk-proj-abcDEF123456ghiJKL7890'

test('no error repeats a key, wherever it stands', async t => {
  const contents = [
    `[llm]\napi_key = ${secret}`,
    `[llm]\napi_key = "${secret}`,
    `[llm]\napi_key = "${secret}"\napi_key = "x"`,
    `[llm]\napi_key = "${secret}"\nmodel = `,
    `[llm]\napi_key = ["${secret}"]`,
    `[llm]\napi_key = "${secret} x"`,
    `[llm]\napi_key = "\${${secret.replaceAll('-', '_')}}"\nprovider = "openai"`,
    `[llm]\napi_key = "\${${secret}}"`,
    `[llm]\napikey = "${secret}"`,
    `[llm]\nprovider = "${secret}"`,
    `[llm]\ntimeout = "${secret}"`,
    `[llm]\nfallbacks = ["${secret}"]`,
    `[llm]\nbase_url = "${secret}"`,
    `[llm]\nprovider = "compatible"\nmodel = "m"\nbase_url = "ftp://user:${secret}@host"`,
    `[llm]\nmodel = "m"\n"${secret}-${secret}" = 1`,
    `[git]\ndoc_commit_author = "${secret}"`,
    `llm = "${secret}"`,
    `${secret}`,
  ]
  for (const content of contents) {
    const error = await refusal(t, content)
    t.true(isGitDocError(error), String(error))
    const all = JSON.stringify([error.message, error.hint, error.stack, String(error.cause), error])
    t.false(/sk.proj|abcDEF/.test(all), `${content}\n${all}`)
  }
})

test('no warning and no entry shows a key or a password', async t => {
  const { settings, entries, warnings } = await load(
    t,
    `[llm]\nprovider = "openai"\napi_key = "${secret}"\nbase_url = "https://h.example/v1?key=${secret}"`,
  )
  t.is(settings.llm.apiKey, secret)
  const shown = JSON.stringify([entries, warnings, redactSettings(settings)])
  t.false(shown.includes('abcDEF'), shown)
  const value = (name: string) => entries.find(({ key }) => key === name)?.value
  t.is(value('llm.api_key'), 'set (hidden)')
  t.is(value('llm.base_url'), 'https://h.example/v1?…')
})

test('a key from the environment is shown as where it comes from', async t => {
  const content =
    '[llm]\nprovider = "openai"\napi_key = "${OPENAI_API_KEY}"\nbase_url = "${PROXY}/v1"'
  const { entries, settings } = await load(t, content)
  const entry = (name: string) => entries.find(({ key }) => key === name)
  t.deepEqual(entry('llm.api_key'), {
    key: 'llm.api_key',
    value: 'set (from ${OPENAI_API_KEY})',
    source: 'file',
    line: 3,
  })
  t.is(entry('llm.base_url')?.value, '${PROXY}/v1')
  t.false(JSON.stringify(redactSettings(settings)).includes(env.OPENAI_API_KEY))
})

test('a key in plain text is warned of where Git tracks the file', async t => {
  const repository = testRepository(t)
  const config = `[llm]\nprovider = "openai"\napi_key = "${secret}"\n`
  repository.write('.git-doc/config.toml', config)
  const { path: root } = repository
  t.deepEqual((await loadSettings({ root, env })).warnings, [])
  repository.git('add', '.')
  const { warnings } = await loadSettings({ root, env })
  t.is(warnings.length, 1)
  t.regex(warnings[0] ?? '', /^\.git-doc\/config\.toml:3: llm\.api_key: the key is in plain text/)
  t.false(warnings.join().includes('abcDEF'))

  repository.write('.git-doc/config.toml', config.replace(secret, '${OPENAI_API_KEY}'))
  t.deepEqual((await loadSettings({ root, env })).warnings, [])
})

test('a link to a configuration is followed to read it', async t => {
  const root = temporaryFolder(t)
  mkdirSync(join(root, '.git-doc'))
  writeFileSync(join(root, 'shared.toml'), 'llm.model = "m"')
  symlinkSync('../shared.toml', join(root, '.git-doc/config.toml'))
  t.is((await loadSettings({ root, env })).settings.llm.model, 'm')
})
