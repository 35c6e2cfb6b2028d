// Long because each test file is a process of its own: what belongs together shares one.
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { DocumentEdit } from '../../../src/ports/publisher.ts'
import { type TestRepository, temporaryFolder, testRepository } from '../../support/repository.ts'
import {
  assertClean,
  assertPublished,
  at,
  bytes,
  documented,
  edits,
  hooksFired,
  installHooks,
  message,
  newReadme,
  onHead,
  open,
  place,
  prepared,
  read,
  readme,
  sectionEdit,
  withCrlf,
  work,
} from './publisher.support.ts'

interface Scenario {
  readonly init?: string[]
  readonly readme?: string
  readonly edits?: readonly DocumentEdit[]
  /** What the person is in the middle of. */
  arrange?(repository: TestRepository): unknown
  /** The working tree they are in, if it is another. */
  enter?(repository: TestRepository): TestRepository
  /** What to look at besides. */
  check?(t: ExecutionContext, repository: TestRepository): void
}

/** What is in the Git directory, but for the folder of our own. */
const names = (repository: TestRepository): string[] =>
  readdirSync(place(repository).gitDirectory).filter(name => name !== 'git-doc')

const undisturbed = test.macro(async (t, scenario: Scenario = {}) => {
  const first = documented(t, scenario)
  scenario.arrange?.(first)
  const repository = scenario.enter?.(first) ?? first
  const these = scenario.edits ?? edits
  const files = these.map(({ file }) => file)
  const trace = join(temporaryFolder(t), 'hooks')
  if (first.git('config', '--default', '', '--get', 'core.hooksPath') === '')
    installHooks(join(place(repository).commonDirectory, 'hooks'), trace)
  const publisher = open(repository)

  const before = work(repository, files)
  const untouched = { ...bytes(repository), names: names(repository) }
  const commit = await prepared(t, publisher, these)
  t.deepEqual({ ...bytes(repository), names: names(repository) }, untouched, 'prepared aside')
  t.deepEqual(await publisher.publish(commit, these), { state: 'published' })

  assertPublished(t, repository, commit, files)
  t.deepEqual(work(repository, files), before)
  t.deepEqual(hooksFired(trace), [])
  t.deepEqual(await publisher.publish(commit, these), { state: 'published' }, 'again')
  t.is(repository.git('rev-parse', commit.ref), commit.id)
  scenario.check?.(t, repository)
})

const clean = (t: ExecutionContext, repository: TestRepository) => {
  t.is(read(repository, 'README.md'), newReadme)
}

test('a clean repository stays clean', undisturbed, { check: clean })

test('scripts that compare only times see a clean repository at once', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  await publisher.publish(await prepared(t, publisher), edits)
  t.notThrows(() => repository.git('diff-index', '--quiet', 'HEAD'))
  t.notThrows(() => repository.git('diff-files', '--quiet'))
})

test('hooks that hear of refs and indexes hear only of the branch and the index', async t => {
  const repository = documented(t)
  const trace = join(temporaryFolder(t), 'hooks')
  const fired = (name: string) =>
    existsSync(trace) ? readFileSync(trace, 'utf8').split(name).length - 1 : 0
  installHooks(join(repository.path, '.git/hooks'), trace)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.false(existsSync(trace))
  await publisher.publish(commit, edits)
  t.is(fired('post-index-change'), 1)
  t.true(fired('reference-transaction') > 0)
})

test('staged, unstaged and intended code stays so', undisturbed, {
  arrange({ write, git }) {
    write('code.js', 'two\n')
    git('add', 'code.js')
    write('code.js', 'three\n')
    write('other.js', 'two\n')
    write('new.js', 'new\n')
    git('add', '--intent-to-add', 'new.js')
    write('untracked.js', 'untracked\n')
  },
})

test('a document staged in one section and edited in another keeps both', undisturbed, {
  arrange({ write, git }) {
    write('README.md', readme.replace('The first.', 'The first, staged.'))
    git('add', 'README.md')
    write(
      'README.md',
      readme
        .replace('The first.', 'The first, staged.')
        .replace('The third.', 'The third, edited.'),
    )
  },
  check(t, repository) {
    t.is(
      read(repository, 'README.md'),
      newReadme
        .replace('The first.', 'The first, staged.')
        .replace('The third.', 'The third, edited.'),
    )
    t.is(
      repository.git('cat-file', 'blob', ':README.md'),
      newReadme.replace('The first.', 'The first, staged.').trimEnd(),
    )
  },
})

test('an edit in the line beside the section is no conflict', undisturbed, {
  arrange({ write }) {
    write('README.md', readme.replace('## Three', '## 3'))
  },
})

test('a change in the moment the index was written still shows', async t => {
  const repository = documented(t)
  const { git, path } = repository
  const then = new Date('2026-01-01T00:00:00Z')
  git('config', 'core.trustctime', 'false')
  const save = (text: string) => {
    writeFileSync(join(path, 'code.js'), text)
    utimesSync(join(path, 'code.js'), then, then)
  }
  save('two\n')
  git('add', 'code.js')
  utimesSync(join(path, '.git/index'), then, then)
  save('owt\n')
  const publisher = open(repository)
  t.deepEqual(await publisher.publish(await prepared(t, publisher), edits), {
    state: 'published',
  })
  t.is(git('status', '--porcelain'), 'MM code.js')
})

test('CRLF by core.autocrlf stays CRLF', undisturbed, {
  arrange({ git, path }) {
    git('config', 'core.autocrlf', 'true')
    rmSync(join(path, 'README.md'))
    git('checkout', '--', 'README.md')
  },
  check(t, repository) {
    t.is(read(repository, 'README.md'), withCrlf(newReadme))
  },
})

test('CRLF by an attribute stays CRLF', undisturbed, {
  arrange({ git, path, commit }) {
    commit('attributes', { '.gitattributes': '*.md eol=crlf\n' })
    rmSync(join(path, 'README.md'))
    git('checkout', '--', 'README.md')
  },
  check(t, repository) {
    t.is(read(repository, 'README.md'), withCrlf(newReadme))
  },
})

test('CRLF with an edit elsewhere in the file stays CRLF', undisturbed, {
  arrange({ git, write }) {
    git('config', 'core.autocrlf', 'true')
    write('README.md', withCrlf(readme.replace('The third.', 'The third, edited.')))
  },
  check(t, repository) {
    t.is(
      read(repository, 'README.md'),
      withCrlf(newReadme.replace('The third.', 'The third, edited.')),
    )
  },
})

test('a document committed with CRLF keeps it', undisturbed, {
  arrange({ commit }) {
    commit('crlf', { 'README.md': withCrlf(readme) })
  },
  check(t, repository) {
    t.is(read(repository, 'README.md'), withCrlf(newReadme))
  },
})

test('a linked worktree has its own index and branch', undisturbed, {
  enter(repository) {
    const path = join(repository.path, '..', `${repository.path.split('/').at(-1)}-linked`)
    repository.git('worktree', 'add', '--quiet', '-b', 'linked', path)
    repository.write('code.js', 'edited in the main worktree\n')
    return at(repository, path)
  },
  check(t, { git, path }) {
    const main = git('worktree', 'list', '--porcelain').split('\n')[0]?.slice('worktree '.length)
    t.is(git('-C', String(main), 'status', '--porcelain'), ' M code.js')
    rmSync(path, { recursive: true })
  },
})

test('an index of version 4 keeps its version', undisturbed, {
  arrange({ git, write }) {
    git('update-index', '--index-version', '4')
    write('code.js', 'two\n')
    git('add', 'code.js')
  },
  check(t, { path }) {
    t.is(readFileSync(join(path, '.git/index')).readUInt32BE(4), 4)
  },
})

test('a split index stays split and whole', undisturbed, {
  arrange({ git, write }) {
    git('config', 'core.splitIndex', 'true')
    git('update-index', '--split-index')
    write('code.js', 'two\n')
    git('add', 'code.js')
  },
  check(t, { git }) {
    t.is(git('ls-files'), 'README.md\ncode.js\ndocs/guide.md\nother.js')
    t.not(git('rev-parse', '--shared-index-path'), '')
  },
})

const guide = [sectionEdit('docs/guide.md')]

test('a sparse checkout without the document stays without it', undisturbed, {
  edits: guide,
  arrange({ git, commit, write }) {
    commit('more', { 'src/a.js': 'a\n' })
    git('sparse-checkout', 'set', '--cone', 'src')
    write('src/a.js', 'b\n')
  },
  check(t, { path, git }) {
    t.false(existsSync(join(path, 'docs')))
    t.regex(git('ls-files', '-t', 'docs/guide.md'), /^S /)
  },
})

test('a sparse index without the document is opened no further than to it', undisturbed, {
  edits: guide,
  arrange({ git, commit, write }) {
    commit('more', { 'src/a.js': 'a\n', 'far/b.js': 'b\n', 'docs/deep/c.md': 'c\n' })
    git('sparse-checkout', 'set', '--cone', '--sparse-index', 'src')
    write('src/a.js', 'b\n')
    git('add', 'src/a.js')
  },
  check(t, { path, git }) {
    t.false(existsSync(join(path, 'docs')))
    t.regex(git('ls-files', '-t', 'docs/guide.md'), /^S /)
    t.is(
      git('ls-files', '--sparse'),
      'README.md\ncode.js\ndocs/deep/\ndocs/guide.md\nfar/\nother.js\nsrc/a.js',
    )
  },
})

test('a repository with SHA-256', undisturbed, { init: ['--object-format=sha256'], check: clean })

test('an executable document stays executable', undisturbed, {
  arrange({ path, commit }) {
    // More than the usual umask would give a new file.
    chmodSync(join(path, 'README.md'), 0o775)
    commit('executable')
  },
  check(t, repository) {
    clean(t, repository)
    t.is(statSync(join(repository.path, 'README.md')).mode & 0o777, 0o775)
    t.regex(repository.git('ls-tree', 'HEAD', 'README.md'), /^100755 /)
  },
})

test('a mode changed and not staged stays changed and not staged', undisturbed, {
  arrange({ path }) {
    chmodSync(join(path, 'README.md'), 0o755)
  },
})

test('a document marked assume-unchanged stays marked', undisturbed, {
  arrange({ git }) {
    git('update-index', '--assume-unchanged', 'README.md')
  },
  check(t, { git }) {
    t.regex(git('ls-files', '-v', 'README.md'), /^h /)
  },
})

test('hooks of core.hooksPath do not run', undisturbed, {
  arrange({ git, path }) {
    installHooks(join(path, '.git/own-hooks'), join(path, '.git/trace'))
    git('config', 'core.hooksPath', join(path, '.git/own-hooks'))
  },
  check(t, { path }) {
    t.deepEqual(hooksFired(join(path, '.git/trace')), [])
  },
})

test('two documents are one commit', undisturbed, {
  edits: [...edits, ...guide],
  arrange({ write, git }) {
    write('docs/guide.md', readme.replace('The first.', 'The first, staged.'))
    git('add', 'docs/guide.md')
  },
})

test('names with spaces, quotes, a comma, a newline and letters of all kinds', undisturbed, {
  edits: [sectionEdit('docs/a "b", \n é.md')],
  arrange({ commit }) {
    commit('odd', { 'docs/a "b", \n é.md': readme })
  },
  check(t, { git }) {
    t.is(git('status', '--porcelain'), '')
  },
})

// What must wait

interface Waiting {
  readonly reason: string
  readonly files?: readonly string[]
  arrange(repository: TestRepository): void
}

const waiting = test.macro(async (t, { reason, files = [], arrange }: Waiting) => {
  const repository = documented(t)
  arrange(repository)
  const before = bytes(repository)
  const answer = await open(repository).prepare(edits, message, onHead)
  t.is(answer.state, 'waits')
  if (answer.state !== 'waits') return
  t.is(answer.blocker.reason, reason as typeof answer.blocker.reason)
  t.deepEqual(answer.blocker.files, files)
  t.deepEqual(bytes(repository), before)
  assertClean(t, repository)

  // The same when it happens between preparing and publishing.
  const other = documented(t)
  const publisher = open(other)
  const commit = await prepared(t, publisher)
  arrange(other)
  const then = bytes(other)
  const publication = await publisher.publish(commit, edits)
  // Some of these make a commit on the way.
  if (publication.state === 'waits') t.is(publication.blocker.reason, answer.blocker.reason)
  else t.is(publication.state, 'moved')
  t.deepEqual(bytes(other), then)
  assertClean(t, other)
})

const document = { files: ['README.md'] }
const edited = readme.replace('--old', '--mine')

test('an unstaged edit of the same section', waiting, {
  ...document,
  reason: 'section-edited',
  arrange: ({ write }) => write('README.md', edited),
})

test('a staged edit of the same section', waiting, {
  ...document,
  reason: 'section-staged',
  arrange({ write, git }) {
    write('README.md', edited)
    git('add', 'README.md')
  },
})

test('a staged edit of the same section that was undone in the file', waiting, {
  ...document,
  reason: 'section-staged',
  arrange({ write, git }) {
    write('README.md', edited)
    git('add', 'README.md')
    write('README.md', readme)
  },
})

test('a deleted document', waiting, {
  ...document,
  reason: 'document-deleted',
  arrange: ({ path }) => rmSync(join(path, 'README.md')),
})

test('a document deleted in the index as well', waiting, {
  ...document,
  reason: 'document-deleted',
  arrange: ({ git }) => void git('rm', '--quiet', 'README.md'),
})

test('a renamed document', waiting, {
  ...document,
  reason: 'document-deleted',
  arrange: ({ git }) => void git('mv', 'README.md', 'READTHAT.md'),
})

test('a document taken out of the index', waiting, {
  ...document,
  reason: 'document-untracked',
  arrange: ({ git }) => void git('rm', '--quiet', '--cached', 'README.md'),
})

test('a document with conflicts', waiting, {
  ...document,
  reason: 'document-unmerged',
  arrange({ git, write, commit }) {
    write('README.md', readme.replace('The first.', 'Stashed.'))
    git('stash')
    commit('other', { 'README.md': readme.replace('The first.', 'Committed.') })
    attempted(() => git('stash', 'pop'))
  },
})

const conflicting = ({ git, commit }: TestRepository) => {
  git('switch', '--quiet', '-c', 'side')
  commit('side', { 'code.js': 'side\n' })
  git('switch', '--quiet', 'main')
  commit('main', { 'code.js': 'main\n' })
}

/** Runs what Git ends with an error. */
const attempted = (work: () => unknown) => {
  try {
    work()
  } catch {}
}

for (const [reason, command] of Object.entries({
  merge: ['merge', 'side'],
  rebase: ['rebase', 'side'],
  'cherry-pick': ['cherry-pick', 'side'],
  revert: ['revert', '--no-edit', 'HEAD~1'],
}))
  test(`a ${reason} under way`, waiting, {
    reason,
    arrange(repository) {
      conflicting(repository)
      if (reason === 'revert') repository.commit('again', { 'code.js': 'again\n' })
      attempted(() => repository.git(...command))
    },
  })

test('a rebase by patches under way', waiting, {
  reason: 'rebase',
  arrange(repository) {
    conflicting(repository)
    attempted(() => repository.git('rebase', '--apply', 'side'))
  },
})

for (const [reason, command] of Object.entries({ 'cherry-pick': 'cherry-pick', revert: 'revert' }))
  test(`several commits in a ${reason}, between two of them`, waiting, {
    reason,
    arrange(repository) {
      conflicting(repository)
      const { git, commit } = repository
      for (const text of ['x', 'y', 'z']) commit(text, { 'code.js': `${text}\n` })
      git('switch', '--quiet', '-c', 'target', 'HEAD~3')
      if (command === 'revert') git('switch', '--quiet', 'main')
      // The first conflicts; when it is committed by hand, only the list of the others is left.
      const [first, second] = command === 'revert' ? ['HEAD~1', 'HEAD~2'] : ['main~1', 'main']
      attempted(() => git(command, '--no-edit', String(first), String(second)))
      git('checkout', '--quiet', '--ours', '--', 'code.js')
      git('add', 'code.js')
      git('commit', '--quiet', '--allow-empty', '--no-edit')
    },
  })

test('a bisect under way', waiting, {
  reason: 'bisect',
  arrange: ({ git }) => void git('bisect', 'start'),
})

test('a detached HEAD', waiting, {
  reason: 'detached-head',
  arrange: ({ git }) => void git('switch', '--quiet', '--detach'),
})

test('a branch without a commit', async t => {
  const repository = testRepository(t)
  const answer = await open(repository).prepare(edits, message, onHead)
  t.like(answer, { state: 'waits', blocker: { reason: 'unborn-branch' } })
  t.like(await open(repository).blocker(), { reason: 'unborn-branch' })
})

test('nothing stands in the way of a branch with a commit', async t => {
  t.is(await open(documented(t)).blocker(), undefined)
})

test('a merge is a blocker before any document is known', async t => {
  const repository = documented(t)
  conflicting(repository)
  attempted(() => repository.git('merge', 'side'))
  t.like(await open(repository).blocker(), { reason: 'merge', files: [] })
})

test('an index that another Git has locked', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  const lock = join(repository.path, '.git/index.lock')
  writeFileSync(lock, 'of another')
  const before = bytes(repository)
  t.like(await publisher.publish(commit, edits), {
    state: 'waits',
    blocker: { reason: 'index-locked' },
  })
  t.deepEqual(bytes(repository), before)
  t.is(readFileSync(lock, 'utf8'), 'of another')
  rmSync(lock)
  assertClean(t, repository)
  t.deepEqual(await publisher.publish(commit, edits), { state: 'published' })
  assertPublished(t, repository, commit)
})

test('a branch that another Git has locked', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  const lock = join(repository.path, '.git/refs/heads/main.lock')
  writeFileSync(lock, '')
  const before = bytes(repository)
  t.like(await publisher.publish(commit, edits), {
    state: 'waits',
    blocker: { reason: 'index-locked' },
  })
  rmSync(lock)
  t.deepEqual(bytes(repository), before)
  assertClean(t, repository)
})

test('a hook that forbids the change of the branch is an error, and nothing is done', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  writeFileSync(join(repository.path, '.git/hooks/reference-transaction'), '#!/bin/sh\nexit 1\n', {
    mode: 0o755,
  })
  const before = bytes(repository)
  await t.throwsAsync(publisher.publish(commit, edits), { code: 'GIT_FAILED' })
  t.deepEqual(bytes(repository), before)
  t.false(existsSync(join(repository.path, '.git/index.lock')))
})

// What cannot be

test('sections that HEAD no longer has are outdated', async t => {
  const repository = documented(t)
  repository.commit('other', { 'README.md': edited })
  t.deepEqual(await open(repository).prepare(edits, message, onHead), {
    state: 'outdated',
    files: ['README.md'],
  })
})

test('a document that HEAD no longer has is outdated', async t => {
  const repository = documented(t)
  repository.git('rm', '--quiet', 'README.md')
  repository.commit('gone')
  t.deepEqual(await open(repository).prepare(edits, message, onHead), {
    state: 'outdated',
    files: ['README.md'],
  })
})

const outside = test.macro(
  async (t, file: string, arrange: (repository: TestRepository, other: string) => void) => {
    const repository = documented(t)
    const other = temporaryFolder(t)
    writeFileSync(join(other, 'README.md'), readme)
    arrange(repository, other)
    const publisher = open(repository)
    const before = bytes(repository)
    await t.throwsAsync(publisher.prepare([sectionEdit(file)], message, onHead), {
      code: 'DOCUMENT_OUTSIDE',
    })
    await t.throwsAsync(publisher.write([sectionEdit(file)], onHead), { code: 'DOCUMENT_OUTSIDE' })
    t.deepEqual(bytes(repository), before)
    t.is(readFileSync(join(other, 'README.md'), 'utf8'), readme)
  },
)

test('a document that is a symbolic link out', outside, 'link.md', (repository, other) => {
  symlinkSync(join(other, 'README.md'), join(repository.path, 'link.md'))
  repository.commit('link')
})
test('a document that is a symbolic link inside', outside, 'link.md', repository => {
  symlinkSync('README.md', join(repository.path, 'link.md'))
  repository.commit('link')
})
test('a document that became a symbolic link', outside, 'README.md', ({ path }, other) => {
  rmSync(join(path, 'README.md'))
  symlinkSync(join(other, 'README.md'), join(path, 'README.md'))
})
test('a document in a folder that became one', outside, 'docs/guide.md', ({ path }, other) => {
  rmSync(join(path, 'docs'), { recursive: true })
  symlinkSync(other, join(path, 'docs'))
  writeFileSync(join(other, 'guide.md'), readme)
})
test('a document above the repository', outside, '../README.md', () => {})
test('a document by an absolute path', outside, '/README.md', () => {})
test('a document in the Git directory', outside, '.git/README.md', () => {})
