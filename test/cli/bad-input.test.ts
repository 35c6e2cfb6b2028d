import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { acquireRunLock } from '../../src/adapters/state/run-lock.ts'
import { temporaryFolder } from '../support/repository.ts'
import { command, shell } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

type Story = ReturnType<typeof storyRepository>

const readme = '# Tool\n\n## Usage\n\nRun `fetchAll()` with a limit.\n\n## License\n\nMIT\n'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository with code, a document and a configuration; everything up to here is left alone. */
const prepared = async (t: ExecutionContext, config = ''): Promise<Story> => {
  const story = storyRepository(t)
  story.commit('Begin', { 'README.md': readme, 'src/a.ts': code('fetchAll') })
  await story.run('git-doc init --yes --baseline --quiet')
  if (config) story.write('.git-doc/config.toml', config)
  story.git('add', '.git-doc')
  story.git('commit', '--quiet', '--message', 'Configure')
  return story
}

const change = (story: Story, name = 'fetchEvery') =>
  story.commit('Rename fetchAll', { 'src/a.ts': code(name) })

/** Runs a command that must end with an error: its JSON, its words, no stack, and the exit code. */
const refused = async (
  t: ExecutionContext,
  story: Pick<Story, 'run'>,
  command: string,
  expected: { code: string; exit: number; says?: RegExp },
  environment?: Record<string, string>,
) => {
  const answer = await story.run(`${command} --json`, environment)
  t.is(answer.code, expected.exit, answer.stdout + answer.stderr)
  t.is(JSON.parse(answer.stdout).error.code, expected.code, answer.stdout)
  t.regex(answer.stderr, expected.says ?? /^git-doc: .+\n {2}.+/, 'what happened and what to do')
  t.notRegex(answer.stderr, /^\s+at /m, 'no stack')
}

/** Runs a command that fails one commit: its run is failed with this code, and says what to do next. */
const failsRun = async (t: ExecutionContext, story: Story, code: string, says?: RegExp) => {
  const answer = await story.run('git-doc update --json')
  t.is(answer.code, 1, answer.stdout + answer.stderr)
  const [failure] = JSON.parse(answer.stdout).failures
  t.is(failure.code, code, answer.stdout)
  t.truthy(failure.next)
  if (says) t.regex(failure.reason, says)
}

/** The target is skipped, and what is gone is shown by the commands that people look at. */
const skips = async (t: ExecutionContext, story: Story, warning: string) => {
  const plan = await story.run('git-doc update --dry-run')
  t.true(plan.stdout.includes(`would be skipped: ${warning}`), plan.stdout)
  const answer = await story.run('git-doc update --json')
  t.is(answer.code, 0, answer.stdout + answer.stderr)
  const { failures, runs } = JSON.parse(answer.stdout)
  t.deepEqual(failures, [])
  const [{ targets }] = runs.filter(({ outcome }: { outcome?: string }) => outcome)
  t.like(targets, [
    { strategy: 'mapping', state: 'skipped', reason: warning },
    { strategy: 'inferred', state: 'done' },
  ])
  for (const command of ['status', 'doctor', 'check']) {
    const { stdout, code } = await story.run(`git-doc ${command}`)
    t.is(code, 0, stdout)
    t.true(stdout.includes(warning), `${command}: ${stdout}`)
  }
}

test('outside a repository it says so', async t => {
  const story = storyRepository(t)
  const outside = { run: (line: string) => command(line, join(story.path, '..')) }
  for (const command of ['status', 'update', 'history', 'init --yes']) {
    await refused(t, outside, `git-doc ${command}`, { code: 'NOT_A_REPOSITORY', exit: 2 })
  }
})

test('without git it says so', async t => {
  const story = await prepared(t)
  const bin = join(story.path, '..', 'only')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  const answer = await story.run(`PATH='${bin}' node ../bin/git-doc update --json`)
  t.is(answer.code, 1)
  t.is(JSON.parse(answer.stdout).error.code, 'GIT_MISSING')
})

test('without git, status and history can still be read', async t => {
  const story = await prepared(t)
  await story.run('git-doc update')
  const bin = join(story.path, '..', 'only')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  for (const command of ['status', 'history HEAD', 'replay HEAD']) {
    const answer = await story.run(`PATH='${bin}' node ../bin/git-doc ${command} --json`)
    t.is(answer.code, 0, answer.stderr)
  }
})

test('with an old git it says so', async t => {
  const story = await prepared(t)
  const old = temporaryFolder(t)
  writeFileSync(join(old, 'git'), '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 })
  const expected = { code: 'GIT_TOO_OLD', exit: 1, says: /2\.20\.1/ }
  await refused(t, story, 'git-doc update', expected, { PATH: `${old}:${process.env.PATH}` })
})

test('in an empty repository there is nothing to do', async t => {
  const story = storyRepository(t)
  const answer = await story.run('git-doc update --json')
  t.is(answer.code, 0, answer.stderr)
  t.deepEqual(JSON.parse(answer.stdout).runs, [])
})

test('on a detached HEAD it refuses and says why', async t => {
  const story = await prepared(t)
  change(story)
  story.git('switch', '--quiet', '--detach')
  await refused(t, story, 'git-doc update', { code: 'DETACHED_HEAD', exit: 1, says: /detached/ })
  story.git('switch', '--quiet', 'main')
  const answer = await story.run('git-doc update --json')
  t.is(JSON.parse(answer.stdout).counts.success, 1, 'back on the branch the commit is found')
})

test('in a shallow clone the oldest commit is skipped with that reason', async t => {
  const story = await prepared(t)
  change(story)
  const clone = join(story.path, '..', 'clone')
  story.git('clone', '--quiet', '--depth', '2', `file://${story.path}`, clone)
  await shell('git config user.name A && git config user.email a@example.org', clone)
  const answer = await command('git-doc update --yes --json', clone)
  t.is(answer.code, 0, answer.stderr)
  const { runs } = JSON.parse(answer.stdout)
  t.regex(runs.at(-1).reason, /shallow/)
  t.true(runs.some(({ state }: { state: string }) => state === 'success'))
})

for (const [title, config, says] of [
  ['an unknown key', 'doc_fils = ["README.md"]\n', /config\.toml:1: doc_fils/],
  ['a wrong type', '[llm]\ntimeout = "soon"\n', /config\.toml:2: llm\.timeout/],
  ['a bad glob', '\ndoc_files = ["docs/[a"]\n', /config\.toml:2: doc_files/],
  ['a mistake of syntax', '[llm\nprovider = "offline"\n', /config\.toml:1/],
] as const) {
  test(`${title} in the configuration is named with its file and line`, async t => {
    const story = await prepared(t, config)
    await refused(t, story, 'git-doc update', { code: 'CONFIG_INVALID', exit: 2, says })
  })
}

test('a key whose variable is not set matters only when a model is asked', async t => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a person writes in the file.
  const key = 'api_key = "${GIT_DOC_NO_SUCH}"'
  const story = await prepared(
    t,
    `[llm]\nprovider = "openai"\n${key}\n\n[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "README.md"\nsection = "Usage"\n`,
  )
  change(story)
  for (const line of ['update --dry-run', 'status', 'check', 'config', 'doctor'])
    t.is((await story.run(`git-doc ${line}`)).code, 0, line)
  await refused(t, story, 'git-doc update', {
    code: 'MODEL_KEY_MISSING',
    exit: 2,
    says: /\$\{GIT_DOC_NO_SUCH\}/,
  })
})

test('the configuration of the original design works word for word, and needs its key only to ask', async t => {
  const story = await prepared(
    t,
    readFileSync('fixtures/configurations/original-design.toml', 'utf8'),
  )
  const page = `${readme}\n## API Reference\n\nCall \`fetch_all()\`.\n`
  story.commit('Document the API', { 'README.md': page })
  story.commit('Change the API', { 'src/api/v1/a.py': 'def fetch_every():\n    pass\n' })
  const plan = await story.run('git-doc update --dry-run')
  t.is(plan.code, 0, plan.stderr)
  t.regex(plan.stdout, /README\.md: API Reference \(mapping\)/)
  for (const command of ['status', 'check', 'config', 'doctor'])
    t.is((await story.run(`git-doc ${command}`)).code, 0, command)
  // The state folder is a new one, without the baseline.
  await refused(t, story, 'git-doc update --yes', {
    code: 'MODEL_KEY_MISSING',
    exit: 2,
    says: /GITDOC_OPENAI_KEY/,
  })
  t.is(story.git('status', '--porcelain'), '', 'its state folder is ignored')
})

test('a mapping to a missing document is skipped with a warning', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "GONE.md"\nsection = "Usage"\n',
  )
  change(story)
  await skips(t, story, 'GONE.md does not exist on the checked-out branch.')
})

test('a mapping to a missing section is skipped with a warning', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "README.md"\nsection = "Usge"\n',
  )
  change(story)
  await skips(t, story, 'README.md has no section "Usge".')
})

test('a document that is a symbolic link out of the repository is not followed', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "OUT.md"\nsection = "Usage"\n',
  )
  writeFileSync(join(story.path, '..', 'outside.md'), readme)
  symlinkSync('../outside.md', join(story.path, 'OUT.md'))
  change(story)
  await failsRun(t, story, 'DOCUMENT_OUTSIDE')
})

test('a document that is not UTF-8 fails the commit', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "LATIN.md"\nsection = "Usage"\n',
  )
  story.write('LATIN.md', Buffer.from('# Tool\n\n## Usage\n\nfetchAll caf\xe9\n', 'latin1'))
  change(story)
  await failsRun(t, story, 'DOCUMENT_ENCODING')
  const before = (await story.run('git-doc history --json')).stdout
  const { stdout } = await story.run('git-doc retry --dry-run --json')
  t.is(JSON.parse(stdout).runs.length, 1)
  t.regex((await story.run('git-doc retry --dry-run')).stdout, /would be tried again/)
  t.is((await story.run('git-doc history --json')).stdout, before)
})

test('an unknown commit or range is named', async t => {
  const story = await prepared(t)
  for (const command of [
    'update --from nowhere',
    'update --to nowhere',
    'history nowhere',
    'retry --commit nowhere',
    'replay nowhere',
  ]) {
    await refused(t, story, `git-doc ${command}`, {
      code: 'UNKNOWN_COMMIT',
      exit: 2,
      says: /nowhere/,
    })
  }
})

test('a commit nothing is recorded of is named', async t => {
  const story = await prepared(t)
  await refused(t, story, 'git-doc history HEAD', { code: 'UNKNOWN_RUN', exit: 2 })
  await refused(t, story, 'git-doc replay HEAD', { code: 'UNKNOWN_RUN', exit: 2 })
  await refused(t, story, 'git-doc retry --commit HEAD', { code: 'UNKNOWN_RUN', exit: 2 })
})

test('a state folder that cannot be written is named, and nothing is done', async t => {
  const story = await prepared(t, '[state]\ndb_path = "README.md/state"\n')
  change(story)
  await refused(t, story, 'git-doc update', {
    code: 'STATE_UNWRITABLE',
    exit: 1,
    says: /README\.md/,
  })
})

test('an unknown command, option or position is refused', async t => {
  const story = await prepared(t)
  for (const command of [
    'git-doc updaet',
    'git-doc status --jsn',
    'git-doc replay --at soon',
    'git-doc replay --at 999',
  ]) {
    const answer = await story.run(command)
    t.is(answer.code, 2, command)
    t.notRegex(answer.stderr, /^\s+at /m)
  }
})

test('a first run without an answer asks for one', async t => {
  const story = storyRepository(t)
  story.commit('Begin', { 'README.md': readme })
  await refused(t, story, 'git-doc update', { code: 'CONFIRMATION_NEEDED', exit: 2, says: /--yes/ })
  t.is((await story.run('git-doc update --yes')).code, 0)
})

test('of two at once the second gives up at once and names the first; reading goes on', async t => {
  const story = await prepared(t)
  await story.run('git-doc update')
  change(story)
  const lock = await acquireRunLock(join(story.path, '.git', 'git-doc'), { command: 'update' })
  const says = new RegExp(`\\b${process.pid}\\b`)
  await refused(t, story, 'git-doc update', { code: 'BUSY', exit: 75, says })
  await refused(t, story, 'git-doc retry', { code: 'BUSY', exit: 75, says })
  for (const command of ['status', 'history', 'replay', 'update --dry-run']) {
    t.is((await story.run(`git-doc ${command}`)).code, 0, command)
  }
  await lock.release()
  t.is((await story.run('git-doc update')).code, 0)
})

test('a reader that has seen enough ends it quietly', async t => {
  const story = await prepared(t)
  for (let n = 0; n < 40; n += 1)
    story.commit(`Change ${n}`, { 'src/n.ts': `export const n = ${n}\n` })
  await story.run('git-doc update')
  const answer = await story.run('git-doc history --json | head -n 1')
  t.is(answer.stderr, '')
  t.is(JSON.parse(answer.stdout).position, 1)
})

test('a comment in code that names a lost section is a warning of check and doctor', async t => {
  const story = storyRepository(t)
  story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nUse it.\n',
    'src/a.ts': '// git-doc: README.md#Usage\nexport const one = 1\n',
    'src/b.ts': '// git-doc: README.md#Options\nexport const two = 2\n',
    'test/c.ts': '// git-doc: README.md#Nowhere\n',
    'docs/comments.md': '# Comments\n\n    // git-doc: README.md#Shown\n',
  })
  for (const command of ['check', 'doctor']) {
    const { stdout, code } = await story.run(`git-doc ${command}`)
    t.is(code, 0, stdout)
    t.regex(stdout, /src\/b\.ts:.*A comment names README\.md#Options: README\.md has no section/)
    t.notRegex(stdout, /README\.md#Usage|Nowhere|Shown/)
  }
})

test('a document in a submodule is skipped, and said to be the submodule’s', async t => {
  const story = storyRepository(t)
  const mapping =
    '[[mappings]]\ncode_pattern = "src/**"\ndoc_file = "lib/README.md"\nsection = "Usage"\n'
  const begin = story.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()`.\n',
    'src/a.ts': code('fetchAll'),
    '.git-doc/config.toml': mapping,
  })
  story.git('update-index', '--add', '--cacheinfo', `160000,${begin},lib`)
  story.git('commit', '--quiet', '--message', 'Add a submodule')
  await story.run('git-doc update --yes')
  mkdirSync(join(story.path, 'lib'))
  story.write('src/a.ts', code('fetchEvery'))
  story.git('commit', '--quiet', '--message', 'Rename', 'src/a.ts')
  await skips(t, story, 'lib/README.md belongs to the submodule lib, not to this repository.')
})
