import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { acquireRunLock } from '../../src/adapters/state/run-lock.ts'
import { shell, storyRepository } from '../support/scenario.ts'

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

test('outside a repository it says so', async t => {
  const story = storyRepository(t)
  const outside = { run: (command: string) => shell(command, join(story.path, '..')) }
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

test('with an old git it says so', async t => {
  const story = await prepared(t)
  const fake = join(story.path, '..', 'bin', 'git')
  writeFileSync(fake, '#!/bin/sh\necho git version 2.20.1\n')
  chmodSync(fake, 0o755)
  await refused(t, story, 'git-doc update', { code: 'GIT_TOO_OLD', exit: 1, says: /2\.20\.1/ })
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
  const answer = await shell('git-doc update --yes --json', clone)
  t.is(answer.code, 0, answer.stderr)
  const { runs } = JSON.parse(answer.stdout)
  t.regex(runs.at(-1).reason, /shallow/)
  t.true(runs.some(({ state }: { state: string }) => state === 'success'))
})

for (const [title, config, says] of [
  ['an unknown key', 'doc_fils = ["README.md"]\n', /config\.toml:1: doc_fils/],
  ['a wrong type', '[llm]\ntimeout = "soon"\n', /config\.toml:2: llm\.timeout/],
  ['a bad glob', '\ndoc_files = ["docs/[a"]\n', /config\.toml:2: doc_files/],
  [
    'an unset variable',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a person writes in the file.
    '[llm]\napi_key = "${GIT_DOC_NO_SUCH}"\n',
    /config\.toml:2: llm\.api_key.*GIT_DOC_NO_SUCH/,
  ],
  ['a mistake of syntax', '[llm\nprovider = "offline"\n', /config\.toml:1/],
] as const) {
  test(`${title} in the configuration is named with its file and line`, async t => {
    const story = await prepared(t, config)
    await refused(t, story, 'git-doc update', { code: 'CONFIG_INVALID', exit: 2, says })
  })
}

test('a mapping to a missing document fails the commit, with what to do', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode = "src/**"\nfile = "GONE.md"\nsection = "Usage"\n',
  )
  change(story)
  await failsRun(t, story, 'DOCUMENT_MISSING', /GONE\.md/)
})

test('a mapping to a missing section fails the commit and names the sections there are', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode = "src/**"\nfile = "README.md"\nsection = "Usge"\n',
  )
  change(story)
  await failsRun(t, story, 'SECTION_MISSING', /Usge/)
})

test('a document that is a symbolic link out of the repository is not followed', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode = "src/**"\nfile = "OUT.md"\nsection = "Usage"\n',
  )
  writeFileSync(join(story.path, '..', 'outside.md'), readme)
  symlinkSync('../outside.md', join(story.path, 'OUT.md'))
  change(story)
  await failsRun(t, story, 'DOCUMENT_OUTSIDE')
})

test('a document that is not UTF-8 fails the commit', async t => {
  const story = await prepared(
    t,
    '[[mappings]]\ncode = "src/**"\nfile = "LATIN.md"\nsection = "Usage"\n',
  )
  story.write('LATIN.md', Buffer.from('# Tool\n\n## Usage\n\nfetchAll caf\xe9\n', 'latin1'))
  change(story)
  await failsRun(t, story, 'DOCUMENT_ENCODING')
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
  const story = await prepared(t, '[state]\npath = "README.md/state"\n')
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
