// Long because each test file is a process of its own: what belongs together shares one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'smol-toml'
import * as z from 'zod'
import { redactSettings } from '../../../src/adapters/config/entries.ts'
import { defaultSettings, isUntouched, keyKinds } from '../../../src/adapters/config/keys.ts'
import { loadSettings } from '../../../src/adapters/config/load.ts'
import { Config, configJsonSchema } from '../../../src/adapters/config/schema.ts'
import { configTemplate } from '../../../src/adapters/config/template.ts'
import { type GitDocError, isGitDocError } from '../../../src/errors/error.ts'
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
fallbacks = ["groq:llama-3", "ollama", "offline", "team"]
prices_file = "prices.json"

[llm.providers.team]
kind = "azure"
base_url = "https://team.openai.azure.com"
api_key_command = ["pass", "show", "azure"]
api_key_env = ["STORE_*", "OTHER"]
model = "gpt"
timeout = 300
max_retries = 1
headers = { X-Team = "docs", X-Secret = "\${TEAM_SECRET}" }
body = { temperature = 0 }
reasoning_effort = "low"
api_version = "2024-10-21"

[budget]
month = 10
run = 0.5
commit = 0.25

[prices]
m = { input = 1, output = 2.5 }
"groq:llama-3" = { input = 0, output = 0 }

[[mappings]]
code_pattern = "./src/cli/**"
doc_file = "./docs//usage.md"
section = "Usage > Options"

[[mappings]]
code_pattern = ["a/", "!a/b.ts"]
doc_file = "README.md"
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
doc_commit_committer = "Bot <bot@example.org>"
sign_off = true
co_authors = ["Ada <ada@example.org>"]

[inference]
threshold = 0.4

[state]
db_path = "./.git-doc/state"

[engine]
concurrency = 2

[daemon]
enabled = true

[receipts]
commits = true

[alerts]
on = ["failed", "reverted"]
command = "notify 'git doc' | cat"
shell = true
url = "https://example.org/hooks/T0KEN"
secret_env = "ALERT_SECRET"
timeout = 2.5

[jobs]
dirs = ["jobs", "tools/jobs"]

[templates]
dirs = ["views"]
autoescape = true
cache_mb = 2

[packs]
dirs = "tools/packs"

[packs.inputs.changelog]
file = "CHANGES.md"

[tools.cmake]
version = ">=3.20"

[tools.java]
command = "java -version"
install = "Get it."
timeout = 2.5

[roles]
admin = "ann@example.org"

[releases]
root = "./packages"
folder = "{package}/{version}"
manifest = ""
pointer = "packages/active.json"
schemas = ["**/*.json"]
approvals = 2
fields = { id = "name" }
urns = { "{type}/{id}/{version}" = "artifact:{type}" }

[[releases.references]]
key = "path"
as = "path"

[[releases.authority]]
modes = "generated"
artifact = "questions"

[releases.guardrails]
secrets = false
patterns = [{ name = "todo", pattern = "TODO", ignore_case = true }]

[releases.roles]
activate = ["admin", "bob@example.org"]

[releases.sync]
command = ["make", "sync"]
url = "https://example.org/sync/T0KEN"
secret_env = "SYNC_SECRET"
timeout = 0.5
retries = 0
backoff = 2

[versions]
manifest = "./versions.json"
allow_from = ["192.0.2.0/24"]

[upstream.nats]
repo = "git@github.com:nats-io/nats-server.git"
remotes = "https://example.org/nats-server"
strategy = "releases"
branch = "main"
tag_prefix = "server/"
constraint = "^2"
prerelease = true
pin = "2.10.1"
path = "./nats/.src"
artifact = "nats/.bin/"
commit = ["nats/VERSION"]
current = "nats --version"
update = ["make", "fetch"]
build = "make"
verify = "make check"
reload = "make reload"
health = "make health"
shell = true
env = ["NATS_*"]
policy = { minor = "approve", commits = "approve" }
secret_env = "NATS_SECRET"
hook = { id = 4711, repo = "git@github.com:ada/nats-server.git", token_env = "NATS_TOKEN" }
timeout = 10
reload_timeout = 2
health_timeout = 1.5
`,
  )
  t.deepEqual(warnings, [])
  t.deepEqual(settings, {
    pipelines: {},
    tools: {
      cmake: { command: ['cmake', '--version'], version: '>=3.20', timeout: 10_000 },
      java: { command: 'java -version', install: 'Get it.', timeout: 2_500 },
    },
    upstream: {
      manifest: 'versions.json',
      allowFrom: ['192.0.2.0/24'],
      sources: {
        nats: {
          repo: 'git@github.com:nats-io/nats-server.git',
          remotes: ['https://example.org/nats-server'],
          strategy: 'releases',
          branch: 'main',
          tagPrefix: 'server/',
          constraint: '^2',
          prerelease: true,
          pin: '2.10.1',
          path: 'nats/.src',
          artifact: ['nats/.bin/**'],
          commit: ['nats/VERSION'],
          commands: {
            current: 'nats --version',
            update: ['make', 'fetch'],
            build: 'make',
            verify: 'make check',
            reload: 'make reload',
            health: 'make health',
          },
          shell: true,
          env: ['NATS_*'],
          policy: { major: 'approve', minor: 'approve', patch: 'auto', commits: 'approve' },
          secretEnv: 'NATS_SECRET',
          hook: {
            id: 4711,
            repo: 'git@github.com:ada/nats-server.git',
            tokenEnv: 'NATS_TOKEN',
          },
          timeout: 10_000,
          reloadTimeout: 2_000,
          healthTimeout: 1_500,
        },
      },
    },
    llm: {
      provider: 'openai',
      apiKey: 'sk-secret-1234567890',
      model: 'm',
      baseUrl: 'https://proxy.example.org/v1',
      unset: [],
      timeout: 1500,
      maxRetries: 0,
      concurrency: 8,
      diffTokens: 6000,
      fallbacks: ['groq:llama-3', 'ollama', 'offline', 'team'],
      pricesFile: 'prices.json',
      providers: {
        team: {
          kind: 'azure',
          model: 'gpt',
          baseUrl: 'https://team.openai.azure.com',
          apiKey: undefined,
          apiKeyCommand: ['pass', 'show', 'azure'],
          apiKeyEnv: ['STORE_*', 'OTHER'],
          timeout: 300_000,
          maxRetries: 1,
          headers: { 'x-team': 'docs' },
          body: { temperature: 0 },
          reasoningEffort: 'low',
          apiVersion: '2024-10-21',
          numCtx: undefined,
          loadTimeout: undefined,
          unset: ['TEAM_SECRET'],
        },
      },
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
      docCommitCommitter: 'Bot <bot@example.org>',
      signOff: true,
      coAuthors: ['Ada <ada@example.org>'],
    },
    inference: { threshold: 0.4 },
    state: { path: '.git-doc/state' },
    engine: { concurrency: 2 },
    daemon: { enabled: true },
    receipts: { commits: true },
    alerts: {
      on: ['failed', 'reverted'],
      command: "notify 'git doc' | cat",
      shell: true,
      url: 'https://example.org/hooks/T0KEN',
      secretEnv: 'ALERT_SECRET',
      timeout: 2500,
    },
    jobs: { dirs: ['jobs', 'tools/jobs'] },
    templates: { dirs: ['views'], autoescape: true, cacheMb: 2 },
    packs: { dirs: ['tools/packs'], inputs: { changelog: { file: 'CHANGES.md' } } },
    roles: { admin: ['ann@example.org'] },
    releases: {
      layout: {
        root: 'packages',
        folder: '{package}/{version}',
        manifest: '',
        pointer: 'packages/active.json',
        schemas: ['**/*.json'],
        urns: { '{type}/{id}/{version}': 'artifact:{type}' },
        fields: { id: 'name' },
        references: [{ key: 'path', as: 'path' }],
        authority: [{ modes: ['generated'], artifact: 'questions' }],
        guardrails: {
          secrets: false,
          patterns: [{ name: 'todo', pattern: 'TODO', ignoreCase: true }],
        },
      },
      approvals: 2,
      roles: { activate: ['admin', 'bob@example.org'] },
      sync: {
        command: ['make', 'sync'],
        shell: false,
        url: 'https://example.org/sync/T0KEN',
        secretEnv: 'SYNC_SECRET',
        timeout: 500,
        retries: 0,
        backoff: 2000,
      },
    },
  })
})

test('the configuration of the original design is read word for word', async t => {
  const { settings, warnings, entries } = await load(
    t,
    readFileSync('fixtures/configurations/original-design.toml', 'utf8'),
    { env: { GITDOC_OPENAI_KEY: 'sk-1' } },
  )
  t.deepEqual(warnings, [])
  t.like(settings.llm, { provider: 'openai', apiKey: 'sk-1', model: 'gpt-4', timeout: 60_000 })
  t.deepEqual(settings.docFiles, ['README.md', 'docs/**/*.md', '*.rst'])
  t.deepEqual(settings.mappings, [
    { code: ['src/api/**/*.py'], file: 'README.md', section: 'API Reference' },
    { code: ['src/models/user.go'], file: 'docs/models.md', section: 'User Model' },
  ])
  t.is(settings.git.docCommitMessage, 'docs: auto-update for {hash}')
  t.is(settings.state.path, '.git-doc/state.db')
  t.like(
    entries.find(({ key }) => key === 'doc_files'),
    { source: 'file', line: 10 },
  )
})

test('dotted keys, inline tables, quoted keys and Windows line endings are read alike', async t => {
  const written = [
    'llm.provider = "ollama"\nllm.model = "m"\nmappings = [{ code_pattern = "a", doc_file = "f.md", section = "s" }]\n',
    'llm = { provider = "ollama", model = "m" }\n[[mappings]]\r\ncode_pattern = ["a"]\r\ndoc_file = "f.md"\r\nsection = "s"\r\n',
    '[["mappings"]]\n"code_pattern" = \'a\'\ndoc_file = """f.md"""\nsection = "s"\n["llm"]\n\'provider\' = "ollama"\nmodel = "m"',
  ]
  const [first, ...others] = await Promise.all(written.map(content => load(t, content)))
  t.is(first?.settings.llm.provider, 'ollama')
  for (const { settings } of others) t.deepEqual(settings, first?.settings)
})

for (const [what, line] of [
  ['an option of Git', 'repo = "--upload-pack=touch x"'],
  ['a transport that runs a command', 'repo = "ext::sh -c touch"'],
  ['a password', 'repo = "https://ada:key@example.org/tool"'],
  ['a strategy that is none', 'repo = "/x"\nstrategy = "polling"'],
  ['a path outside', 'repo = "/x"\npath = "../elsewhere"'],
  ['an artifact outside', 'repo = "/x"\nartifact = ["/etc/**"]'],
  ['a policy that is none', 'repo = "/x"\npolicy = { major = "never" }'],
  ['a webhook without a number', 'repo = "/x"\nhook = { forge = "github" }'],
  ['a token that goes over http', 'repo = "/x"\nhook = { id = 1, api = "http://example.org" }'],
] as const)
  test(`a source with ${what} is refused`, async t => {
    await t.throwsAsync(load(t, `[upstream.tool]\n${line}\n`), { code: 'CONFIG_INVALID' })
  })

for (const [what, gate, problem] of [
  [
    'that is unknown',
    'use = "docz"',
    /gate\[0\]\.use: "docz" is not a gate\. Did you mean "docs"\?/,
  ],
  [
    'with what it does not take',
    'use = "tool-health"\nmax = 1',
    /is nothing that the gate "tool-health" takes/,
  ],
  ['with nothing to do', '', /has nothing to do/],
  [
    'that needs one which is not there',
    'run = "x"\nneeds = ["b"]',
    /"b" is not a gate of this pipeline/,
  ],
  ['that needs itself', 'run = "x"\nneeds = ["a"]', /is a circle: a needs a/],
  [
    'that needs one which needs it',
    'run = "x"\nneeds = ["b"]\n[[pipeline.ci.gate]]\nname = "b"\nrun = "y"\nneeds = "a"',
    /is a circle: a needs b needs a/,
  ],
  [
    'with a name that another has',
    'run = "x"\n[[pipeline.ci.gate]]\nname = "a"\nrun = "y"',
    /"a" is the name of two gates/,
  ],
  [
    'with a budget that is not a number',
    'run = "x"\nbudget = { ms = "60s" }',
    /budget\.ms: must be a number of milliseconds/,
  ],
  [
    'with a budget without a name',
    'run = "x"\nbudget = 60',
    /budget: must be a table, \{ ms = 60000/,
  ],
  [
    'with a budget of nothing',
    'run = "x"\nbudget = { memory = 0 }',
    /budget\.memory: must be more than 0/,
  ],
  [
    'with artifacts outside',
    'run = "x"\nartifacts = ["../dist/**"]',
    /leads out of the repository/,
  ],
  ['with a file outside', 'use = "sarif"\nfile = "/etc/passwd"', /file: ".*" is an absolute path/],
  ['without the file that it reads', 'use = "coverage"', /use: needs `file`/],
  [
    'with a key of another',
    'use = "docs"\nfile = "a"',
    /file: is nothing that the gate "docs" takes/,
  ],
  ['with a key of a gate of ours', 'run = "x"\nmax = 5', /max: needs a `use`/],
  ['of a budget without bounds', 'use = "budget"\nfile = "a"', /needs `min` or `max`/],
  ['of tests without tests', 'use = "tests"', /needs `run` or `file`/],
  ['that repeats a file', 'use = "tests"\nfile = "a"\ntimes = 2', /times: needs `run`/],
] as const)
  test(`a gate ${what} is refused`, async t => {
    const error = await refusal(t, `[pipeline.ci]\n[[pipeline.ci.gate]]\nname = "a"\n${gate}\n`)
    t.is(error.code, 'CONFIG_INVALID')
    t.regex(`${error.message} ${error.hint ?? ''}`, problem)
  })

test('a pipeline has gates, and is started by what there is', async t => {
  for (const table of [
    '',
    'gate = []',
    'on = ["cron"]\n[[pipeline.ci.gate]]\nname = "a"\nrun = "x"',
  ])
    t.is((await refusal(t, `[pipeline.ci]\n${table}\n`)).code, 'CONFIG_INVALID')
})

test('a gate is read with what is usual', async t => {
  const { settings } = await load(
    t,
    '[pipeline.ci]\nclean = true\n[[pipeline.ci.gate]]\nname = "a"\nuse = "tests"\nrun = "npm test"\nmin = 3\nneeds = "b"\nbudget = { ms = 5000 }\n[[pipeline.ci.gate]]\nname = "b"\nrun = ["x"]\nartifacts = "dist/"\nblocking = false\n',
  )
  const [a, b] = settings.pipelines.ci?.gates ?? []
  t.like(settings.pipelines.ci, { on: ['manual'], clean: true, env: [] })
  t.like(a, { use: 'tests', options: { min: 3 }, needs: ['b'], repeat: 'safe', shell: false })
  t.deepEqual(a?.budget, { ms: 5000, output: 256 * 1024 * 1024 })
  t.like(b, { artifacts: ['dist/**'], blocking: false })
})

test('the keys of the schema are the keys there are', t => {
  const keys = Object.entries(Config.shape).flatMap(([name, type]) => {
    const inner = 'unwrap' in type ? (type.unwrap() as { shape?: object }) : type
    return inner.shape ? Object.keys(inner.shape).map(leaf => `${name}.${leaf}`) : [name]
  })
  // The same list, written below [llm].
  t.deepEqual(keys.toSorted(), [...Object.keys(keyKinds), 'llm.doc_files'].toSorted())
})

test('the JSON Schema takes what git-doc takes, and refuses unknown keys and wrong types', t => {
  const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(configJsonSchema())))
  const takes = (toml: string) => schema.safeParse(parse(toml)).success
  // Uncommented, the template has every key.
  const all = configTemplate({ provider: 'openai' }).replace(/^# (?=[\w"]+ = |\[)/gm, '')
  t.true(parse(all) !== undefined && takes(all), all)
  const examples = [
    ...readFileSync('docs/configuration.md', 'utf8').matchAll(/```toml\n([\s\S]*?)```/g),
  ]
  t.true(examples.length > 5)
  for (const [, toml = ''] of examples) t.true(takes(toml), toml)
  const seed = readFileSync('fixtures/configurations/original-design.toml', 'utf8')
  t.true(takes(seed))
  for (const toml of [
    'providr = 1',
    '[llm]\ntimeout = "9"',
    '[engine]\na = 1',
    '[[mappings]]\ncode = "a"',
  ])
    t.false(takes(toml), toml)
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

const mapping = 'doc_file = "README.md"\nsection = "Usage"\n'

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
  '\n[[mapping]]\ncode_pattern = "a"',
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
  /Known here: db_path\./,
)
test(
  'an unknown key of a mapping',
  refused,
  `[[mappings]]\ncode_pattern = "a"\n${mapping}\nsections = "x"`,
  '6: mappings[0].sections',
  /not a known/,
  /`section`/,
)
for (const [old, now] of [
  [`[[mappings]]\ncode = "a"`, 'code_pattern'],
  [`[[mappings]]\nfile = "a.md"`, 'doc_file'],
  ['[state]\npath = "a"', 'db_path'],
] as const) {
  test(`${now} by its old name`, async t => {
    const error = await refusal(t, old)
    t.is(error.code, 'CONFIG_INVALID')
    t.true(`${error.message} ${error.hint}`.includes(`Did you mean \`${now}\`?`), error.message)
  })
}
test('a key that JavaScript has a meaning for', refused, '__proto__ = 1', '1', /unsafe property/)

test(
  'documents at the top and below [llm]',
  refused,
  'doc_files = ["a.md"]\n[llm]\ndoc_files = ["b.md"]',
  '3: llm.doc_files',
  /written twice/,
  /Keep one/,
)

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
test(
  'an alert on no end',
  refused,
  '[alerts]\non = ["waiting"]',
  '2: alerts.on',
  /must be one of failed, done/,
)
test(
  'an alert without a secret',
  refused,
  '[alerts]\nurl = "https://example.org"',
  '2: alerts.url',
  /needs secret_env/,
  /environment variable/,
)
test(
  'an alert to no address',
  refused,
  '[alerts]\nurl = "example.org"\nsecret_env = "S"',
  '2: alerts.url',
  /http or https/,
)
test(
  'an alert with the secret itself',
  refused,
  '[alerts]\nurl = "https://example.org"\nsecret_env = "s3cret!"',
  '3: alerts.secret_env',
  /is not the name of a variable/,
)
test(
  'an alert by a list of words for a shell',
  refused,
  '[alerts]\ncommand = ["a"]\nshell = true',
  '3: alerts.shell',
  /command that is a text/,
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
  '[mappings]\ncode_pattern = "a"',
  '1: mappings',
  /list of tables/,
)
test(
  'a mapping without code',
  refused,
  `ignore = []\n[[mappings]]\n${mapping}`,
  '2: mappings[0].code_pattern',
  /is missing/,
)
test(
  'a mapping without section',
  refused,
  '[[mappings]]\ncode_pattern = "a"\ndoc_file = "a.md"',
  '1: mappings[0].section',
  /is missing/,
)
test(
  'a second mapping without file',
  refused,
  `[[mappings]]\ncode_pattern = "a"\n${mapping}[[mappings]]\ncode_pattern = "b"\nsection = "s"`,
  '5: mappings[1].doc_file',
  /is missing/,
)
test(
  'a mapping of no code',
  refused,
  `[[mappings]]\ncode_pattern = []\n${mapping}`,
  '2: mappings[0].code_pattern',
  /is empty/,
)
test(
  'an unknown placeholder',
  refused,
  '[git]\ndoc_commit_message = "docs: {hash} {branch}"',
  '2: git.doc_commit_message',
  /placeholder \{branch\}/,
  /\{hash\}, \{sections\} and \{subject\}/,
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
  'a co-author without address',
  refused,
  '[git]\nco_authors = ["Ada <ada@example.org>", "Bob"]',
  '2: git.co_authors',
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
    `[[mappings]]\ncode_pattern = "a"\ndoc_file = "${path}"\nsection = "s"`,
    '3: mappings[0].doc_file',
    what,
  )
  test(
    `a state in ${JSON.stringify(path)}`,
    refused,
    `[state]\ndb_path = "${path}"`,
    '2: state.db_path',
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
  ['app/(group)/page.tsx', /without "!", "\?" or "@"/],
  ['+(a|b)', /repeats a group/],
  ['*(*a)b', /repeats a group/],
  ['@(a|aa)+b', /repeats a group/],
  ['*a*a*a*a', /more than three "\*"/],
  ['**/a/**/a/**/a/**/a/**/a', /more than four "\*\*"/],
  ['[z-a].md', /is not a valid glob/],
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
    `[[mappings]]\ncode_pattern = "${glob}"\n${mapping}`,
    '2: mappings[0].code_pattern',
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
test('no value', refused, '[llm]\nprovider =\n', '2', /not valid TOML, invalid value \(column 11\)/)
test('a key twice', refused, 'ignore = []\nignore = []', '2', /already defined/)
test('a table twice', refused, '[llm]\n[git]\n[llm]', '3', /already defined/)
test('an open text', refused, '[llm]\n\nmodel = "x\n', '3', /not valid TOML/)
test('a number too large', refused, 'llm.timeout = 99999999999999999999', '1', /not valid TOML/)

// Variables
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
  /cannot have/,
)
/** What the environment does not supply is a warning with its place, and known to whoever asks the provider. */
const lacks = test.macro(
  async (t, content: string, warning: RegExp, unset: readonly string[], more: object = {}) => {
    const { settings, warnings } = await load(t, content, more)
    t.is(warnings.length, 1)
    t.regex(warnings[0] ?? '', warning)
    t.deepEqual(settings.llm.unset, unset)
    t.is(settings.llm.apiKey ?? settings.llm.baseUrl, undefined)
  },
)
test(
  'a variable that is not set',
  lacks,
  '[llm]\nprovider = "openai"\napi_key = "${NOT_SET}"',
  /^\.git-doc\/config\.toml:3: llm\.api_key: \$\{NOT_SET\} is not set in the environment/,
  ['NOT_SET'],
)
test(
  'a variable that is not set where the provider needs no key',
  lacks,
  '[llm]\nprovider = "ollama"\napi_key = "${NOT_SET}"',
  /:3: llm\.api_key: \$\{NOT_SET\} is not set/,
  ['NOT_SET'],
)
test(
  'several that are not set',
  lacks,
  '[llm]\nprovider = "groq"\nbase_url = "${A}/${B}"',
  /:3: llm\.base_url: \$\{A\} and \$\{B\} are not set/,
  ['A', 'B'],
)
test(
  'an empty variable',
  lacks,
  '[llm]\nprovider = "openai"\napi_key = "${EMPTY}"',
  /:3: llm\.api_key: \$\{EMPTY\} is not set/,
  ['EMPTY'],
  { env: { EMPTY: ' \n' } },
)
test(
  'an address that the environment spoils',
  lacks,
  '[llm]\nprovider = "groq"\nbase_url = "${OPENAI_API_KEY}"',
  /:3: llm\.base_url: .*not an http or https/,
  ['OPENAI_API_KEY'],
)
test(
  'a compatible provider without address',
  lacks,
  '[llm]\nprovider = "compatible"\nmodel = "m"',
  /:1: llm\.base_url: is missing/,
  [],
)

test('a key whose variable is not set is shown as that', async t => {
  const { entries } = await load(t, '[llm]\nprovider = "openai"\napi_key = "${NOT_SET}"')
  t.is(entries.find(({ key }) => key === 'llm.api_key')?.value, 'not set (${NOT_SET})')
})

test('everything that is wrong is reported at once, in the order of the file', async t => {
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

test('a file that is not UTF-8, is a folder, or does not exist', async t => {
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

test('a key in the place of a variable name is in no warning', async t => {
  const key = secret.replaceAll('-', '_')
  const { settings, entries, warnings } = await load(t, `[llm]\napi_key = "\${${key}}"`)
  t.is(warnings.length, 1)
  t.false(/sk.proj|abcDEF/.test(JSON.stringify([settings, entries, warnings])))
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
