// Long because each test file is a process of its own: what belongs together shares one.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { FileEdit } from '../../../src/ports/publisher.ts'
import { type TestRepository, testRepository } from '../../support/repository.ts'
import {
  assertClean,
  at,
  bytes,
  documented,
  edits,
  message,
  newReadme,
  open,
  read,
  readme,
} from './publisher.support.ts'

const text = (content: string): Uint8Array => Buffer.from(content)
const blocked = (repository: TestRepository) => ({
  ...bytes(repository, 'code.js'),
  status: repository.git('status', '--porcelain', '--untracked-files=all'),
})

/** Publishes whole files; the test fails where they have to wait. */
const publish = async (
  t: ExecutionContext,
  repository: TestRepository,
  files: readonly FileEdit[],
) => {
  const publisher = open(repository)
  const answer = await publisher.prepare(files, message)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  t.deepEqual(await publisher.publish(answer.commit), { state: 'published' })
  t.is(repository.git('rev-parse', 'HEAD'), answer.commit.id)
  assertClean(t, repository)
  return answer.commit
}

interface Scenario {
  readonly init?: string[]
  readonly files: readonly FileEdit[]
  arrange?(repository: TestRepository): unknown
  enter?(repository: TestRepository): TestRepository
  /** What `git status` says afterwards; nothing if left out. */
  readonly status?: string
  check?(t: ExecutionContext, repository: TestRepository): void
}

const followed = test.macro(async (t, scenario: Scenario) => {
  const first = documented(t, scenario.init ? { init: scenario.init } : {})
  scenario.arrange?.(first)
  const repository = scenario.enter?.(first) ?? first
  const commit = await publish(t, repository, scenario.files)
  t.is(repository.git('status', '--porcelain', '--untracked-files=all'), scenario.status ?? '')
  t.deepEqual(
    repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', '-z', commit.id).split('\0'),
    [...commit.files.map(({ file }) => file).sort(), ''],
  )
  scenario.check?.(t, repository)
})

const binary = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7919) % 256)

test('files are made, changed and removed in one commit, and the person sees them', followed, {
  files: [
    { file: 'out/deep/data.bin', content: binary },
    { file: 'run.sh', content: text('#!/bin/sh\n'), mode: '100755' },
    { file: 'code.js', content: text('two\n') },
    { file: 'docs/guide.md', content: null },
    { file: 'other.js', content: text('one\n') },
  ],
  check(t, { path, git }) {
    t.deepEqual(readFileSync(join(path, 'out/deep/data.bin')), Buffer.from(binary))
    t.is(statSync(join(path, 'run.sh')).mode & 0o111, 0o111 & ~process.umask())
    t.is(statSync(join(path, 'code.js')).mode & 0o111, 0)
    t.false(existsSync(join(path, 'docs')))
    t.is(
      git('log', '-1', '--format=%(trailers:key=Git-Doc-Run,valueonly)'),
      `commit/${'a'.repeat(40)}\n`,
    )
    t.notThrows(() => git('diff-index', '--quiet', 'HEAD'))
  },
})

test('a mode alone is a change', followed, {
  files: [{ file: 'code.js', content: text('one\n'), mode: '100755' }],
  check(t, { path, git }) {
    t.is(statSync(join(path, 'code.js')).mode & 0o100, 0o100)
    t.regex(git('ls-files', '-s', 'code.js'), /^100755/)
  },
})

test('an executable file that is written again stays executable', followed, {
  arrange({ path, commit }) {
    chmodSync(join(path, 'code.js'), 0o755)
    commit('executable')
  },
  files: [{ file: 'code.js', content: text('two\n') }],
  check(t, { path }) {
    t.is(statSync(join(path, 'code.js')).mode & 0o100, 0o100)
  },
})

test('what the person staged, changed and keeps untracked elsewhere stays so', followed, {
  arrange({ write, git }) {
    write('other.js', 'staged\n')
    git('add', 'other.js')
    write('other.js', 'edited\n')
    write('README.md', 'edited\n')
    write('untracked.txt', 'mine\n')
  },
  files: [
    { file: 'code.js', content: text('two\n') },
    { file: 'new.js', content: text('new\n') },
  ],
  status: ' M README.md\nMM other.js\n?? untracked.txt',
})

test('a file that the working tree has as the commit makes it is taken as it is', followed, {
  arrange({ write, git }) {
    write('new.js', 'new\n')
    write('code.js', 'two\n')
    write('other.js', 'two\n')
    git('add', 'other.js')
  },
  files: ['new.js', 'code.js', 'other.js'].map(file => ({
    file,
    content: text(file === 'new.js' ? 'new\n' : 'two\n'),
  })),
})

test('a file that the person removed already is removed', followed, {
  arrange({ path, git }) {
    rmSync(join(path, 'code.js'))
    git('rm', '--quiet', 'other.js')
  },
  files: [
    { file: 'code.js', content: null },
    { file: 'other.js', content: null },
  ],
})

test('a file that Git ignores is committed if it is asked for', followed, {
  arrange: ({ commit }) => commit('ignore', { '.gitignore': 'out/\n' }),
  files: [{ file: 'out/report.txt', content: text('report\n') }],
})

test('a folder becomes a file, and a file a folder', followed, {
  files: [
    { file: 'docs/guide.md', content: null },
    { file: 'docs', content: text('all in one\n') },
    { file: 'code.js', content: null },
    { file: 'code.js/index.js', content: text('two\n') },
  ],
  check(t, repository) {
    t.is(read(repository, 'docs'), 'all in one\n')
    t.is(read(repository, 'code.js/index.js'), 'two\n')
  },
})

test('every file may go', followed, {
  files: ['README.md', 'docs/guide.md', 'code.js', 'other.js'].map(file => ({
    file,
    content: null,
  })),
})

test('files that Git converts are stored and written as Git would', followed, {
  arrange({ git, commit }) {
    git('config', 'filter.up.clean', "tr 'a-z' 'A-Z'")
    git('config', 'filter.up.smudge', "tr 'A-Z' 'a-z'")
    commit('attributes', { '.gitattributes': '*.up filter=up\n*.txt text eol=crlf\n*.js text\n' })
  },
  files: [
    { file: 'a.up', content: text('abc\n') },
    { file: 'a.txt', content: text('one\ntwo\n') },
    { file: 'code.js', content: text('one\r\ntwo\r\n') },
  ],
  check(t, repository) {
    const { git } = repository
    t.is(git('cat-file', 'blob', 'HEAD:a.up'), 'ABC')
    t.is(read(repository, 'a.up'), 'abc\n')
    t.is(git('cat-file', 'blob', 'HEAD:a.txt'), 'one\ntwo')
    t.is(read(repository, 'a.txt'), 'one\r\ntwo\r\n')
    t.is(git('cat-file', 'blob', 'HEAD:code.js'), 'one\ntwo')
  },
})

test('CRLF by core.autocrlf stays CRLF in a whole file', followed, {
  arrange({ git, path }) {
    git('config', 'core.autocrlf', 'true')
    rmSync(join(path, 'code.js'))
    git('checkout', '--', 'code.js')
  },
  files: [{ file: 'code.js', content: text('one\ntwo\n') }],
  check(t, repository) {
    t.is(repository.git('cat-file', 'blob', 'HEAD:code.js'), 'one\ntwo')
    t.is(read(repository, 'code.js'), 'one\r\ntwo\r\n')
  },
})

test('where the system keeps no modes, the index has them', followed, {
  arrange: ({ git }) => git('config', 'core.fileMode', 'false'),
  files: [
    { file: 'code.js', content: text('two\n'), mode: '100755' },
    { file: 'other.js', content: text('two\n') },
  ],
  check(t, { git }) {
    t.regex(git('ls-files', '-s', 'code.js'), /^100755/)
  },
})

test('whole files in a linked worktree', followed, {
  enter(repository) {
    const path = join(repository.path, '..', `${repository.path.split('/').at(-1)}-files`)
    repository.git('worktree', 'add', '--quiet', '-b', 'linked', path)
    return at(repository, path)
  },
  files: [
    { file: 'new.js', content: text('new\n') },
    { file: 'code.js', content: null },
  ],
  check(t, { path }) {
    t.true(existsSync(join(path, 'new.js')))
    rmSync(path, { recursive: true })
  },
})

test('whole files in a repository with SHA-256', followed, {
  init: ['--object-format=sha256'],
  files: [
    { file: 'a/b.js', content: text('new\n') },
    { file: 'docs/guide.md', content: null },
  ],
})

test('a sparse checkout stays without what it leaves out', followed, {
  arrange: ({ git }) => git('sparse-checkout', 'set', '--no-cone', '/*', '!/code.js'),
  files: [{ file: 'code.js', content: text('two\n') }],
  check(t, { path, git }) {
    t.false(existsSync(join(path, 'code.js')))
    t.regex(git('ls-files', '-v', 'code.js'), /^S/)
  },
})

test('names of all kinds', followed, {
  files: ['-a b', ':(top)x', 'ü/"q".txt', 'line\nbreak', 'star*[x]'].map(file => ({
    file,
    content: text(file),
  })),
})

// What waits

interface Wait {
  readonly files?: readonly FileEdit[]
  arrange(repository: TestRepository): unknown
  readonly reason: string
  readonly named: readonly string[]
}

const waiting = test.macro(async (t, { files, arrange, reason, named }: Wait) => {
  const repository = documented(t)
  arrange(repository)
  const before = blocked(repository)
  const publisher = open(repository)
  const answer = await publisher.prepare(
    files ?? [
      { file: 'code.js', content: text('ours\n') },
      { file: 'docs/new.js', content: text('ours\n') },
    ],
    message,
  )
  if (answer.state !== 'waits') throw t.fail(JSON.stringify(answer))
  t.is(answer.blocker.reason, reason as typeof answer.blocker.reason)
  t.deepEqual(answer.blocker.files, named)
  for (const file of named) t.true(answer.blocker.detail.includes(file))
  t.deepEqual(blocked(repository), before)
})

test('an unstaged edit of a whole file', waiting, {
  arrange: ({ write }) => write('code.js', 'mine\n'),
  reason: 'file-edited',
  named: ['code.js'],
})

test('a staged edit of a whole file', waiting, {
  arrange({ write, git }) {
    write('code.js', 'mine\n')
    git('add', 'code.js')
    write('code.js', 'one\n')
  },
  reason: 'file-staged',
  named: ['code.js'],
})

test('a file that is to be written and was deleted', waiting, {
  arrange: ({ path }) => rmSync(join(path, 'code.js')),
  reason: 'file-edited',
  named: ['code.js'],
})

test('a file that is to be written and was taken out of the index', waiting, {
  arrange: ({ git }) => git('rm', '--quiet', '--cached', 'code.js'),
  reason: 'file-staged',
  named: ['code.js'],
})

test('a file that is to be removed and was edited', waiting, {
  files: [{ file: 'code.js', content: null }],
  arrange: ({ write }) => write('code.js', 'mine\n'),
  reason: 'file-edited',
  named: ['code.js'],
})

test('an untracked file in the place of a new one', waiting, {
  arrange: ({ write }) => write('docs/new.js', 'mine\n'),
  reason: 'file-untracked',
  named: ['docs/new.js'],
})

test('a new file of the person, staged and different', waiting, {
  arrange({ write, git }) {
    write('docs/new.js', 'mine\n')
    git('add', 'docs/new.js')
  },
  reason: 'file-staged',
  named: ['docs/new.js'],
})

test('an untracked folder in the place of a new file', waiting, {
  arrange({ path, write }) {
    mkdirSync(join(path, 'docs/new.js'))
    write('docs/new.js/mine.txt', 'mine\n')
  },
  reason: 'file-untracked',
  named: ['docs/new.js'],
})

test('an untracked file in the place of a new folder', waiting, {
  files: [{ file: 'out/a.txt', content: text('ours\n') }],
  arrange: ({ write }) => write('out', 'mine\n'),
  reason: 'file-untracked',
  named: ['out'],
})

test('a staged file in the place of a new folder', waiting, {
  files: [{ file: 'out/a.txt', content: text('ours\n') }],
  arrange({ write, git, path }) {
    write('out', 'mine\n')
    git('add', 'out')
    rmSync(join(path, 'out'))
  },
  reason: 'file-staged',
  named: ['out'],
})

test('a file with conflicts', waiting, {
  arrange({ git, commit, path }) {
    git('switch', '--quiet', '-c', 'side')
    commit('side', { 'code.js': 'side\n' })
    git('switch', '--quiet', 'main')
    commit('main', { 'code.js': 'main\n' })
    try {
      git('merge', '--quiet', 'side')
    } catch {
      // What remains of the merge but the conflict.
      rmSync(join(path, '.git/MERGE_HEAD'))
    }
  },
  reason: 'file-unmerged',
  named: ['code.js'],
})

test('a filter that fails', waiting, {
  arrange({ git, write }) {
    git('config', 'filter.broken.clean', 'false')
    git('config', 'filter.broken.required', 'true')
    write('.git/info/attributes', 'docs/new.js filter=broken\n')
  },
  reason: 'file-converted',
  named: ['docs/new.js'],
})

test('an edit between the preparation and the publication waits, and nothing moves', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const answer = await publisher.prepare([{ file: 'code.js', content: text('ours\n') }], message)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  repository.write('code.js', 'mine\n')
  const before = blocked(repository)
  t.like(await publisher.publish(answer.commit), {
    state: 'waits',
    blocker: { reason: 'file-edited', files: ['code.js'] },
  })
  t.deepEqual(blocked(repository), before)
  repository.write('code.js', 'one\n')
  t.deepEqual(await publisher.publish(answer.commit), { state: 'published' })
  t.is(repository.git('status', '--porcelain'), '')
})

// What is refused

const refused = test.macro(
  async (t, file: string, code: string, arrange?: (repository: TestRepository) => unknown) => {
    const repository = documented(t)
    arrange?.(repository)
    const before = blocked(repository)
    const edit = { file, content: text('ours\n') }
    await t.throwsAsync(open(repository).prepare([edit], message), { code })
    t.deepEqual(blocked(repository), before)
  },
)

for (const file of [
  '../outside.txt',
  '/etc/passwd',
  '.git/hooks/post-commit',
  'docs/.GIT/config',
  'a/git~1/config',
  '.git /config',
  '.g\u200cit/config',
  'a//b',
  './a',
  'a/../b',
  'a/',
  '',
])
  test(`a file cannot be ${JSON.stringify(file)}`, refused, file, 'DOCUMENT_OUTSIDE')

test(
  'a symbolic link is not written through',
  refused,
  'link/a.txt',
  'DOCUMENT_OUTSIDE',
  ({ path }) => symlinkSync('docs', join(path, 'link')),
)
test('a symbolic link is not replaced', refused, 'link', 'DOCUMENT_OUTSIDE', ({ path, commit }) => {
  symlinkSync('code.js', join(path, 'link'))
  commit('link')
})
test(
  'a symbolic link in the way of a new file is left alone',
  refused,
  'new.js',
  'DOCUMENT_OUTSIDE',
  ({ path }) => symlinkSync('code.js', join(path, 'new.js')),
)
test('a file is no folder', refused, 'code.js/a.txt', 'FILES_CONFLICT')
test('a folder that keeps files is no file', refused, 'docs', 'FILES_CONFLICT', ({ path }) =>
  rmSync(join(path, 'docs'), { recursive: true }),
)

// The rest

test('there is no commit where every file is as it is asked for', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const files = [
    { file: 'code.js', content: text('one\n') },
    { file: 'gone.js', content: null },
  ]
  t.deepEqual(await publisher.prepare(files, message), { state: 'unchanged' })
})

test('sections and whole files go into one commit', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  repository.write('README.md', readme.replace('The first.', 'The first, edited.'))
  const all = [...edits, { file: 'new.js', content: text('new\n') }]
  const answer = await publisher.prepare(all, message)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  t.deepEqual(await publisher.publish(answer.commit, edits), { state: 'published' })
  t.is(read(repository, 'README.md'), newReadme.replace('The first.', 'The first, edited.'))
  t.is(repository.git('status', '--porcelain'), ' M README.md')
})

test('a commit that no branch has any more is no basis', async t => {
  const repository = documented(t)
  const lost = repository.commit('lost', { 'code.js': 'lost\n' })
  repository.git('reset', '--quiet', '--hard', 'HEAD^')
  const files = [{ file: 'new.js', content: text('new\n') }]
  t.like(await open(repository).prepare(files, message, { commit: lost }), {
    state: 'waits',
    blocker: { reason: 'other-branch' },
  })
})

test('the commits of a run are found on any branch, and only those of this run', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  t.deepEqual(await open(testRepository(t)).published('job/tidy@post-commit.abc'), [])
  const made: string[] = []
  for (const run of ['job/tidy@post-commit.abc', 'job/tidy@post-commit.abcd']) {
    const edit = { file: `${run.length}.txt`, content: text(run) }
    const answer = await publisher.prepare([edit], { ...message, trailers: { 'Git-Doc-Run': run } })
    if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
    t.deepEqual(await publisher.published(run), [], 'prepared only')
    await publisher.publish(answer.commit)
    made.push(answer.commit.id)
  }
  repository.git('switch', '--quiet', '-c', 'other', 'HEAD^^')
  repository.commit(`Talks of it\n\nGit-Doc-Run: job/tidy@post-commit.abc is a run.\n\nSee: there`)
  t.deepEqual(await publisher.published('job/tidy@post-commit.abc'), [made[0]])
})

test('the tree is the one that Git would make of the same files', async t => {
  const repository = testRepository(t)
  const { git } = repository
  const publisher = open(repository)
  const paths = ['a', 'a.b', 'a/b', 'a/b/c', 'a0', 'b/a', 'b/a.c', 'b-c', 'b/c/d/e', 'ü', 'Z/z']
  repository.commit('first', { keep: 'kept\n', 'b/keep': 'kept\n' })
  for (let round = 1; round < 40; round += 1) {
    // A few of the paths that can live together, otherwise from round to round.
    const wanted = paths.filter((_, at) => (round * 2654435761) & (1 << (at + 3)))
    const together = wanted.filter(path => !wanted.some(other => path.startsWith(`${other}/`)))
    const files = paths.map(
      (file): FileEdit => ({
        file,
        content: together.includes(file) ? text(`${file} ${round % 3}`) : null,
        mode: round % 5 === file.length % 5 ? '100755' : '100644',
      }),
    )
    const answer = await publisher.prepare(files, message)
    if (answer.state === 'unchanged') continue
    if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
    t.deepEqual(await publisher.publish(answer.commit), { state: 'published' })
    const listed = git('ls-tree', '-r', 'HEAD').split('\n')
    t.is(listed.length, together.length + 2)
    t.is(git('write-tree'), git('rev-parse', 'HEAD^{tree}'))
    t.is(git('status', '--porcelain'), '')
  }
  t.is(git('fsck', '--strict', '--no-dangling', '--no-progress'), '')
})
