// Long because each test file is a process of its own: what belongs together shares one.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { parse } from 'smol-toml'
import { setValue, withMappings } from '../../../src/adapters/config/edit.ts'
import { configFile } from '../../../src/adapters/config/file.ts'
import { keyKinds } from '../../../src/adapters/config/keys.ts'
import { configTemplate } from '../../../src/adapters/config/template.ts'
import type { GitDocError } from '../../../src/errors/error.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { runs } from '../../support/runs.ts'

const toml = `# Ours
doc_files = [
  "README.md", # the front
  # the manual
  "docs/**",
] # end

# The model
[llm] # who writes
provider = 'offline' # none yet
# model = "m"
timeout  =  120 # seconds

[[mappings]]
code_pattern = "src/**" # all of it
doc_file = "README.md"
section = "Usage"

# Commits
[git]
commit_doc_updates = true # keep

[ state ]
`

/** The lines that went and those that came, in order. */
const difference = (before: string, after: string) => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let top = 0
  while (top < old.length && old[top] === now[top]) top++
  let end = 0
  while (end < Math.min(old.length, now.length) - top && old.at(-1 - end) === now.at(-1 - end))
    end++
  return [old.slice(top, old.length - end), now.slice(top, now.length - end)]
}

const sets = test.macro(
  (t, key: string, value: string | readonly string[], went: string[], came: string[]) => {
    t.deepEqual(difference(toml, setValue(toml, key, value)), [went, came])
    const windows = toml.replaceAll('\n', '\r\n')
    t.is(setValue(windows, key, value), setValue(toml, key, value).replaceAll('\n', '\r\n'))
    t.is(setValue(`\ufeff${toml}`, key, value), `\ufeff${setValue(toml, key, value)}`)
  },
)

// One value changes, in its place
test(
  'a text keeps its quotes and its comment',
  sets,
  'llm.provider',
  'openai',
  ["provider = 'offline' # none yet"],
  ["provider = 'openai' # none yet"],
)
test(
  'a number keeps its spaces',
  sets,
  'llm.timeout',
  '30',
  ['timeout  =  120 # seconds'],
  ['timeout  =  30 # seconds'],
)
test(
  'a number may be broken',
  sets,
  'llm.timeout',
  '0.5',
  ['timeout  =  120 # seconds'],
  ['timeout  =  0.5 # seconds'],
)
test(
  'a switch',
  sets,
  'git.commit_doc_updates',
  'false',
  ['commit_doc_updates = true # keep'],
  ['commit_doc_updates = false # keep'],
)
test(
  'a list keeps the comments in it',
  sets,
  'doc_files',
  ['README.md', 'guide/**'],
  ['  "docs/**",'],
  ['  "guide/**",'],
)
test('a list as TOML', sets, 'doc_files', '["README.md", "docs/**", "x.md"]', [], ['  "x.md",'])

// One line comes
test('a key follows its commented-out default', sets, 'llm.model', 'gpt', [], ['model = "gpt"'])
test('else the last key of its table', sets, 'llm.max_retries', '5', [], ['max_retries = 5'])
test(
  'a key of an empty table',
  sets,
  'state.db_path',
  '.git-doc/state',
  [],
  ['db_path = ".git-doc/state"'],
)
test('a list of one', sets, 'llm.fallbacks', 'offline', [], ['fallbacks = ["offline"]'])
test('a list of none', sets, 'llm.fallbacks', '[]', [], ['fallbacks = []'])
test(
  'a key of no table stands behind the others, not among those of a table',
  sets,
  'ignore',
  ['a/**', 'b'],
  [],
  ['ignore = ["a/**", "b"]'],
)
test(
  'quotes, backslashes and dollars',
  sets,
  'git.doc_commit_message',
  `docs: "it's" \\ $& $1 {hash}`,
  [],
  [`doc_commit_message = "docs: \\"it's\\" \\\\ $& $1 {hash}"`],
)

test('documents that are written below [llm] are changed there', t => {
  const text = '[llm]\nmodel = "m"\ndoc_files = ["a.md"] # ours\n'
  t.is(setValue(text, 'doc_files', 'b.md'), text.replace('a.md', 'b.md'))
})

test('each line comes where it belongs', t => {
  t.true(setValue(toml, 'llm.model', 'x').includes('# model = "m"\nmodel = "x"\ntimeout'))
  t.true(setValue(toml, 'llm.max_retries', '1').includes('# seconds\nmax_retries = 1\n\n[[mapp'))
  t.true(setValue(toml, 'ignore', 'x').includes('] # end\nignore = ["x"]\n\n# The model'))
  t.true(setValue(toml, 'state.db_path', 'x/y').endsWith('[ state ]\ndb_path = "x/y"\n'))
  t.true(setValue(toml, 'git.doc_commit_author', 'A <a@b>').includes('# keep\ndoc_commit_author ='))
})

test('a table comes at the end, whatever the file ends with', t => {
  const added = '[llm]\nmodel = "m"\n'
  for (const [before, after] of [
    ['', added],
    ['\ufeff', `\ufeff${added}`],
    ['# only this\n', `# only this\n\n${added}`],
    ['ignore = []', `ignore = []\n\n${added}`],
    ['[[mappings]]\ncode_pattern = "a"\ndoc_file = "b"\nsection = "c" # d\n', undefined],
  ] as const)
    t.is(setValue(before, 'llm.model', 'm'), after ?? `${before}\n${added}`)
})

test('a first key of no table comes above the comments of the first table', t => {
  t.is(
    setValue('# The file\n\n# The model\n[llm]\nmodel = "m"\n', 'ignore', 'x'),
    '# The file\n\nignore = ["x"]\n\n# The model\n[llm]\nmodel = "m"\n',
  )
  t.is(setValue('[llm]\n', 'ignore', 'x'), 'ignore = ["x"]\n\n[llm]\n')
  t.is(setValue('\ufeff[llm]\n', 'ignore', 'x'), '\ufeffignore = ["x"]\n\n[llm]\n')
  t.is(setValue('# a', 'ignore', 'x'), '# a\nignore = ["x"]\n')
})

test('dotted keys and inline tables are edited as they are', t => {
  const dotted = 'llm.provider = "offline" # a\nignore = [] # b\n\n[git]\n'
  t.is(setValue(dotted, 'llm.provider', 'ollama'), dotted.replace('offline', 'ollama'))
  t.is(setValue(dotted, 'llm.model', 'm'), dotted.replace('# b\n', '# b\nllm.model = "m"\n'))
  const inline = 'llm = { provider = "offline" } # a\n'
  t.is(setValue(inline, 'llm.provider', 'ollama'), inline.replace('offline', 'ollama'))
  t.is(setValue(inline, 'llm.model', 'm'), 'llm = { provider = "offline", model = "m" } # a\n')
  t.is(setValue("['llm']\n\"model\" = 'a'\n", 'llm.model', 'b'), "['llm']\n\"model\" = 'b'\n")
})

test('what looks like a key in a text or a comment is left alone', t => {
  const text = `[git]\ndoc_commit_message = "# model = [llm] {hash}"\n[llm]\nmodel = """
# timeout = 3""" # timeout = 1\n`
  const after = setValue(text, 'llm.timeout', '9')
  t.is(after, `${text}timeout = 9\n`)
})

test('setting what is already so changes nothing', t => {
  t.is(setValue(toml, 'llm.timeout', '120'), toml)
  t.is(setValue(toml, 'doc_files', ['README.md', 'docs/**']), toml)
  t.is(setValue(toml, 'git.commit_doc_updates', 'true'), toml)
})

test('any text is read back as it was set, and all else is as it was', t => {
  const template = configTemplate({ provider: 'offline', docFiles: ['README.md'] })
  const word = fc
    .string({ unit: fc.constantFrom(...'ab\'"\\#[]{}=,.$ é😀\t`'), minLength: 1, maxLength: 20 })
    .filter(text => text.trim() !== '' && !text.includes('${'))
  fc.assert(
    fc.property(word, fc.constantFrom(toml, template, ''), (model, text) => {
      const after = setValue(setValue(text, 'llm.model', 'before'), 'llm.model', model)
      const { llm, ...others } = parse(after) as { llm: object }
      const { llm: was = {}, ...were } = parse(text) as { llm?: object }
      t.deepEqual({ ...llm }, { ...was, model })
      t.deepEqual(others, were)
      const comments = (source: string) => source.split('\n').filter(line => /^ *#/.test(line))
      t.deepEqual(comments(after), comments(text))
    }),
    runs(100),
  )
})

const mapping = { code: ['src/*.ts'], file: 'README.md', section: 'Usage', comment: 'why' }
const table =
  '# why\n[[mappings]]\ncode_pattern = ["src/*.ts"]\ndoc_file = "README.md"\nsection = "Usage"\n'

test('mappings are put behind the text, which stays as it is', t => {
  t.is(withMappings('', [mapping]), table)
  t.is(withMappings(toml, [mapping]), `${toml}\n${table}`)
  t.is(
    withMappings(table, [{ ...mapping, file: 'a.md' }]),
    `${table}\n${table.replace('README', 'a')}`,
  )
  const template = configTemplate({ provider: 'offline', docFiles: ['README.md'] })
  t.is(withMappings(template, [mapping]), `${template}\n${table}`)
})

test('a list of mappings in one piece grows in its place', t => {
  const text = 'mappings = [{ code_pattern = "a", doc_file = "README.md", section = "A" }] # ours\n'
  const { mappings } = parse(withMappings(text, [mapping])) as { mappings: unknown[] }
  t.is(mappings.length, 2)
  t.is(withMappings(`${text}[llm]\n`, [mapping]).includes('# ours'), true)
})

test('mappings are not added to what is wrong', t => {
  t.throws(() => withMappings('mappings = 1\n', [mapping]), { code: 'CONFIG_INVALID' })
  const wrong = { ...mapping, file: '../outside.md' }
  t.throws(() => withMappings('', [wrong]), { code: 'CONFIG_INVALID' })
})

test('every key of the template can be set', t => {
  const values: Record<string, string | string[]> = {
    doc_files: ['a.md', 'b/**'],
    ignore: ['x'],
    new_sections: 'false',
    'llm.provider': 'ollama',
    'llm.api_key': '${KEY}',
    'llm.model': 'm',
    'llm.base_url': 'http://localhost/v1',
    'llm.timeout': '1',
    'llm.max_retries': '1',
    'llm.concurrency': '1',
    'llm.diff_tokens': '8000',
    'llm.fallbacks': ['groq'],
    'llm.prices_file': 'prices.json',
    'budget.month': '20',
    'budget.run': '2',
    'budget.commit': '0.5',
    'git.commit_doc_updates': 'false',
    'git.amend_original': 'false',
    'git.doc_commit_message': 'docs {hash}',
    'git.doc_commit_author': 'A <a@b>',
    'git.doc_commit_committer': 'A <a@b>',
    'git.sign_off': 'true',
    'git.co_authors': ['A <a@b>', 'B <b@c>'],
    'inference.threshold': '0.3',
    'state.db_path': 'x/y',
    'engine.concurrency': '2',
    'daemon.enabled': 'true',
    'receipts.commits': 'true',
    'alerts.on': ['failed', 'success'],
    'alerts.command': ['notify', 'it'],
    'alerts.shell': 'false',
    'alerts.secret_env': 'SECRET',
    'alerts.url': 'https://example.org/hook',
    'alerts.timeout': '20',
    'versions.manifest': 'versions.json',
    'versions.allow_from': ['192.0.2.0/24'],
    'jobs.dirs': ['tools'],
    'templates.dirs': ['views'],
    'templates.autoescape': 'true',
    'templates.cache_mb': '2',
    'packs.dirs': ['tools'],
  }
  const tables = [
    'mappings',
    'docs',
    'prices',
    'llm.providers',
    'roles',
    'releases',
    'upstream',
    'pipeline',
    'tools',
    'packs.inputs',
  ]
  t.deepEqual([...Object.keys(values), ...tables].sort(), Object.keys(keyKinds).sort())
  let text = configTemplate({ provider: 'offline' })
  const lines = text.split('\n').length
  for (const [key, value] of Object.entries(values)) text = setValue(text, key, value)
  t.is(text.split('\n').length, lines + Object.keys(values).length - 1)
})

// What is refused

const refused = test.macro(
  (t, text: string, key: string, value: string | string[], code: string, message: RegExp) => {
    const error = t.throws(() => setValue(text, key, value)) as GitDocError
    t.is(error.code, code)
    t.regex(error.message, message)
  },
)
test('an unknown key', refused, toml, 'llm.modl', 'x', 'USAGE', /"llm\.modl" is not a key/)
test('a table', refused, toml, 'llm', 'x', 'USAGE', /"llm" is not a key/)
test('mappings', refused, toml, 'mappings', 'x', 'USAGE', /mappings are tables/)
test(
  'a key of a mapping',
  refused,
  toml,
  'mappings[0].code_pattern',
  'x',
  'USAGE',
  /mappings are tables/,
)
test(
  'a word for a number',
  refused,
  toml,
  'llm.timeout',
  'soon',
  'USAGE',
  /^llm\.timeout: must be a number/,
)
test(
  'too small a number',
  refused,
  toml,
  'llm.timeout',
  '0',
  'USAGE',
  /^llm\.timeout: must be more/,
)
test(
  'a word for a switch',
  refused,
  toml,
  'git.commit_doc_updates',
  'yes',
  'USAGE',
  /true or false/,
)
test('an unknown provider', refused, toml, 'llm.provider', 'x', 'USAGE', /must be one of/)
test('a bad glob', refused, toml, 'ignore', ['a', '[b'], 'USAGE', /^ignore: "\[b" has a "\["/)
test('a list that is none', refused, toml, 'ignore', '["a", b]', 'USAGE', /not a TOML list/)
test('a list of numbers', refused, toml, 'ignore', '[1]', 'USAGE', /^ignore: must be a text/)
test('two values for one', refused, toml, 'llm.model', ['a', 'b'], 'USAGE', /one value, not 2/)
test(
  'a file that is not TOML',
  refused,
  '[llm\n',
  'llm.model',
  'x',
  'CONFIG_INVALID',
  /config\.toml:1: not valid/,
)
test(
  'a file that is wrong elsewhere',
  refused,
  '[llm]\nmodel = "a"\ntimout = 1',
  'llm.model',
  'x',
  'CONFIG_INVALID',
  /:3: llm\.timout: /,
)

test('a wrong value can be set right', t => {
  t.is(
    setValue('[llm]\nprovider = 3 # x\n', 'llm.provider', 'groq'),
    '[llm]\nprovider = "groq" # x\n',
  )
  t.is(
    setValue('ignore = "a" # x\n', 'ignore', 'b').replace('[ ', '[').replace(' ]', ']'),
    'ignore = ["b"] # x\n',
  )
})

test('no refusal repeats a key', t => {
  const secret = 'sk-proj-abcDEF123456ghiJKL7890'
  for (const key of ['llm.provider', 'llm.timeout', 'llm.fallbacks', 'llm.base_url'])
    t.false(t.throws(() => setValue(toml, key, secret)).message.includes('abcDEF'), key)
  t.false(t.throws(() => setValue(toml, 'llm.api_key', `${secret} x`)).message.includes('abcDEF'))
})

// The file

const folder = (t: Parameters<typeof temporaryFolder>[0]) => {
  const root = temporaryFolder(t)
  return { root, path: join(root, '.git-doc/config.toml'), file: configFile({ root }, {}) }
}

test('a first key makes the file, for all who may read the repository', async t => {
  const { file, path } = folder(t)
  t.true((await file.set('llm.model', 'm')).changed)
  t.is(readFileSync(path, 'utf8'), '[llm]\nmodel = "m"\n')
  if (process.platform === 'win32') return
  t.is(statSync(path).mode & 0o444, 0o444)
  t.is(statSync(join(path, '..')).mode & 0o555, 0o555)
})

test('a file that is there keeps its mode, and is not written when nothing changes', async t => {
  const { file, path } = folder(t)
  mkdirSync(join(path, '..'))
  writeFileSync(path, toml)
  chmodSync(path, 0o640)
  t.true((await file.set('llm.timeout', '30')).changed)
  t.is(readFileSync(path, 'utf8'), toml.replace('120', '30'))
  if (process.platform !== 'win32') t.is(statSync(path).mode & 0o777, 0o640)
  const { ino, mtimeMs } = statSync(path)
  t.false((await file.set('llm.timeout', '30')).changed)
  t.deepEqual([statSync(path).ino, statSync(path).mtimeMs], [ino, mtimeMs])
})

test('what is refused leaves the file as it was, or not there', async t => {
  const { file, path } = folder(t)
  await t.throwsAsync(file.set('llm.timeout', 'soon'), { code: 'USAGE' })
  t.false(existsSync(join(path, '..')))
  mkdirSync(join(path, '..'))
  writeFileSync(path, '[llm]\ntimout = 1\n')
  await t.throwsAsync(file.set('llm.model', 'm'), { code: 'CONFIG_INVALID' })
  t.is(readFileSync(path, 'utf8'), '[llm]\ntimout = 1\n')
})

test('nothing is written through a link that a repository may hold', async t => {
  const { file, path, root } = folder(t)
  const target = join(temporaryFolder(t), 'victim.toml')
  writeFileSync(target, '')
  mkdirSync(join(path, '..'))
  symlinkSync(target, path)
  await t.throwsAsync(file.set('llm.model', 'm'), { code: 'DOCUMENT_OUTSIDE' })
  t.is(readFileSync(target, 'utf8'), '')

  const other = folder(t)
  symlinkSync(temporaryFolder(t), join(other.root, '.git-doc'))
  await t.throwsAsync(other.file.create({ provider: 'offline' }), { code: 'DOCUMENT_OUTSIDE' })
  t.true(existsSync(root))
})

test('a file that cannot be written is named', async t => {
  const { file, root } = folder(t)
  writeFileSync(join(root, '.git-doc'), 'a file in the folder’s place')
  const error = (await t.throwsAsync(file.set('llm.model', 'm'))) as GitDocError
  t.is(error.code, 'CONFIG_UNWRITABLE')
  t.regex(error.message, /^\.git-doc\/config\.toml cannot be written/)
})

test('what the environment still lacks does not keep a key from being set', async t => {
  const { file } = folder(t)
  await file.set('llm.provider', 'openai')
  const { warnings } = await file.set('llm.api_key', '${NOT_SET}')
  t.regex(warnings.join(), /config\.toml:3: llm\.api_key: \$\{NOT_SET\} is not set/)
  t.deepEqual((await file.set('llm.api_key', 'written-out')).warnings, [])
})

test('another file is made and set where one is named', async t => {
  const root = temporaryFolder(t)
  const path = join(root, 'other.toml')
  const file = configFile({ root, file: path }, {})
  await file.set('llm.model', 'm')
  t.is(readFileSync(path, 'utf8'), '[llm]\nmodel = "m"\n')
  t.is(file.path, path)
})
