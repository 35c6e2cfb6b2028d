import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openReceipts } from '../../../src/adapters/git/receipts.ts'
import type { NoteLine, Receipts } from '../../../src/ports/receipts.ts'
import { type TestRepository, temporaryFolder, testRepository } from '../../support/repository.ts'
import { place } from './publisher.support.ts'

const ref = 'refs/notes/git-doc/receipts'

const open = (repository: TestRepository): Receipts => openReceipts(place(repository))

const shown = ({ git }: TestRepository, commit: string): string[] =>
  git('notes', '--ref=git-doc/receipts', 'show', commit).split('\n')

const assertSound = (t: ExecutionContext, { git }: TestRepository): void => {
  t.is(git('fsck', '--strict', '--no-dangling', '--no-progress'), '')
  t.is(git('status', '--porcelain'), '')
  t.is(git('for-each-ref', 'refs/notes/git-doc/merge-*'), '')
}

const noted = async (receipts: Receipts, commits?: readonly string[]) => {
  const found = new Map<string, readonly string[]>()
  for await (const { commit, lines } of receipts.notes(commits)) found.set(commit, lines)
  return found
}

const kinds: readonly (readonly [string, string[]])[] = [
  ['a repository', []],
  ['a repository with SHA-256', ['--object-format=sha256']],
]
for (const [name, init] of kinds)
  test(`${name}: Git shows the lines, and each is there once`, async t => {
    const repository = testRepository(t, init.length > 0 ? { init } : {})
    const [one, two] = ['one', 'two'].map(each => repository.commit(each, { file: each })) as [
      string,
      string,
    ]
    const receipts = open(repository)
    await receipts.add([
      { commit: one, line: '{"a":1}' },
      { commit: two, line: '{"b":1}' },
      { commit: one, line: '{"a":2}' },
    ])
    t.deepEqual(shown(repository, one), ['{"a":1}', '{"a":2}'])
    const tip = repository.git('rev-parse', ref)
    await receipts.add([
      { commit: one, line: '{"a":2}' },
      { commit: two, line: '{"b":1}' },
    ])
    t.is(repository.git('rev-parse', ref), tip, 'nothing new, no new commit of notes')
    await receipts.add([{ commit: one, line: '{"a":3}' }])
    t.deepEqual(
      await noted(receipts),
      new Map(
        [
          [one, ['{"a":1}', '{"a":2}', '{"a":3}']],
          [two, ['{"b":1}']],
        ].sort() as [string, string[]][],
      ),
    )
    t.deepEqual([...(await noted(receipts, [two])).keys()], [two])
    t.is(repository.git('rev-list', '--count', ref), '2')
    assertSound(t, repository)
    await receipts.close()
  })

test('a linked worktree writes the same notes', async t => {
  const repository = testRepository(t)
  const commit = repository.commit('one', { file: 'one' })
  const path = join(temporaryFolder(t), 'linked')
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', path)
  const linked = {
    ...repository,
    path,
    git: (...args: string[]) => repository.git('-C', path, ...args),
  }
  await open(linked).add([{ commit, line: 'from there' }])
  t.deepEqual(shown(repository, commit), ['from there'])
})

test('what others wrote into the notes stays as it is, and Git may go on with them', async t => {
  const repository = testRepository(t)
  const { git } = repository
  const commits = Array.from({ length: 40 }, (_, n) => repository.commit(`c${n}`, { file: `${n}` }))
  const notes = (...args: string[]) => git('notes', '--ref=git-doc/receipts', ...args)
  const [first = '', second = ''] = commits
  notes('add', '-m', 'Read by Ada.\n\nTwice.', first)
  const receipts = open(repository)
  await receipts.add(commits.map(commit => ({ commit, line: `line of ${commit}` })))
  t.deepEqual(shown(repository, first), ['Read by Ada.', '', 'Twice.', `line of ${first}`])
  notes('append', '-m', 'Read again.', first)
  notes('remove', second)
  await receipts.add([{ commit: first, line: 'last' }])
  t.deepEqual((await noted(receipts, [first])).get(first), [
    'Read by Ada.',
    'Twice.',
    `line of ${first}`,
    'Read again.',
    'last',
  ])
  t.is(notes('list').split('\n').length, 39)
  assertSound(t, repository)
})

test('notes that Git has spread over folders are found and kept', async t => {
  const repository = testRepository(t)
  const { git } = repository
  const root = repository.commit('root', { file: 'root' })
  // As many as it takes for Git to spread them over folders.
  const script = Array.from({ length: 700 }, (_, n) =>
    [
      `commit refs/heads/many`,
      `mark :${n + 1}`,
      `committer A <a@example.org> ${n + 1_700_000_000} +0000`,
      `data 1`,
      `x`,
      `commit ${ref}`,
      `committer A <a@example.org> ${n + 1_700_000_000} +0000`,
      `data 1`,
      `x`,
      `N inline :${n + 1}`,
      `data 2`,
      `n\n`,
    ].join('\n'),
  ).join('\n')
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repository.path, input: `${script}\n` })
  t.regex(git('ls-tree', '--name-only', ref), /^[0-9a-f]{2}$/m)
  const many = git('rev-list', 'many').split('\n')
  const receipts = open(repository)
  await receipts.add([...many.slice(0, 100), root].map(commit => ({ commit, line: 'more' })))
  const [last = ''] = many
  t.deepEqual(shown(repository, last), ['n', 'more'])
  t.deepEqual(shown(repository, root), ['more'])
  t.is((await noted(receipts)).size, 701)
  t.is(git('notes', '--ref=git-doc/receipts', 'list').split('\n').length, 701)
  assertSound(t, repository)
})

test('many writers at once: no line is lost', async t => {
  const repository = testRepository(t)
  const commits = ['a', 'b', 'c'].map(name => repository.commit(name, { file: name }))
  const lines = Array.from(
    { length: 24 },
    (_, n): NoteLine => ({
      commit: commits[n % 3] as string,
      line: `line ${n}`,
    }),
  )
  const theirs = Array.from(
    { length: 6 },
    (_, n) =>
      new Promise(resolve =>
        spawn(
          'git',
          ['notes', '--ref=git-doc/receipts', 'append', '-m', `theirs ${n}`, commits[0] as string],
          { cwd: repository.path },
        ).on('exit', resolve),
      ),
  )
  await Promise.all([
    ...Array.from({ length: 4 }, (_, writer) =>
      open(repository).add(lines.filter((_, n) => n % 4 === writer)),
    ),
  ])
  await Promise.all(theirs)
  const found = await noted(open(repository))
  for (const { commit, line } of lines) t.true(found.get(commit)?.includes(line), line)
  assertSound(t, repository)
})

test('the tree of each commit that is here', async t => {
  const repository = testRepository(t)
  const commit = repository.commit('one', { file: 'one' })
  const tree = repository.git('rev-parse', `${commit}^{tree}`)
  t.deepEqual(
    await open(repository).trees([commit, tree, 'f'.repeat(40)]),
    new Map([[commit, tree]]),
  )
})

test('where Git knows nobody, receipts are written all the same', async t => {
  const repository = testRepository(t)
  const commit = repository.commit('one', { file: 'one' })
  repository.git('config', 'user.useConfigOnly', 'true')
  repository.git('config', '--remove-section', 'user')
  repository.git('config', 'user.useConfigOnly', 'true')
  await open(repository).add([{ commit, line: 'x' }])
  t.deepEqual(shown(repository, commit), ['x'])
  assertSound(t, repository)
})

// Remotes

const clones = (t: ExecutionContext) => {
  const origin = testRepository(t, { init: ['--bare'] })
  const first = testRepository(t)
  const commits = ['one', 'two'].map(name => first.commit(name, { file: name }))
  first.git('remote', 'add', 'origin', origin.path)
  first.git('push', '--quiet', '--set-upstream', 'origin', 'main')
  const second = testRepository(t)
  second.git('remote', 'add', 'origin', origin.path)
  second.git('fetch', '--quiet', 'origin')
  second.git('checkout', '--quiet', '-B', 'main', 'origin/main')
  return { origin, first, second, commits: commits as [string, string] }
}

test('two clones bring their receipts together, and neither loses any', async t => {
  const { origin, first, second, commits } = clones(t)
  const [one, two] = commits
  const [mine, theirs] = [open(first), open(second)]
  t.false(await mine.push('origin'), 'nothing to push')
  t.false(await mine.fetch('origin'), 'nothing to fetch')
  await mine.add([{ commit: one, line: 'b of the first' }])
  await theirs.add([
    { commit: one, line: 'a of the second' },
    { commit: two, line: 'two' },
  ])
  t.true(await mine.push('origin'))
  t.true(await theirs.push('origin'), 'joined and pushed again')
  t.deepEqual(shown(second, one), ['a of the second', 'b of the first'])
  t.true(await mine.fetch('origin'))
  await mine.add([{ commit: two, line: 'once more' }])
  t.true(await mine.push('origin'))
  t.true(await theirs.fetch('origin'))
  for (const repository of [first, second]) {
    t.deepEqual(shown(repository, one), ['a of the second', 'b of the first'])
    t.deepEqual(
      shown(repository, two),
      ['two', 'once more'].sort((x, y) => (x < y ? -1 : 1)).reverse(),
    )
    assertSound(t, repository)
  }
  t.is(origin.git('rev-parse', ref), second.git('rev-parse', ref))
  t.is(await mine.remote(), 'origin')
})

test('hooks of the person do not hear of pushed receipts', async t => {
  const { first, commits } = clones(t)
  const { write, path } = first
  write('.git/hooks/pre-push', '#!/bin/sh\ntouch pushed\nexit 1\n')
  execFileSync('chmod', ['+x', join(path, '.git/hooks/pre-push')])
  const receipts = open(first)
  await receipts.add([{ commit: commits[0], line: 'x' }])
  t.true(await receipts.push('origin'))
  t.false(existsSync(join(path, 'pushed')))
})

test('a remote that is gone or refuses is an error that shows no password', async t => {
  const { origin, first, commits } = clones(t)
  const receipts = open(first)
  await receipts.add([{ commit: commits[0], line: 'x' }])
  origin.git('config', 'receive.denyCurrentBranch', 'refuse')
  origin.git('config', 'transfer.hideRefs', 'refs/notes')
  await t.throwsAsync(receipts.push('origin'), { code: 'REMOTE_FAILED' })
  rmSync(origin.path, { recursive: true })
  await t.throwsAsync(receipts.fetch('origin'), { code: 'REMOTE_FAILED' })
  const error = await t.throwsAsync(receipts.fetch('http://ada:secret@127.0.0.1:1/x.git'), {
    code: 'REMOTE_FAILED',
  })
  t.false(error?.message.includes('secret'))
})

test('without a remote there is none to take', async t => {
  const repository = testRepository(t)
  repository.commit('one', { file: 'one' })
  await t.throwsAsync(open(repository).remote(), { code: 'NO_REMOTE' })
  repository.git('remote', 'add', 'team', '/nowhere')
  await t.throwsAsync(open(repository).remote(), { code: 'NO_REMOTE' })
  repository.git('config', 'branch.main.remote', 'team')
  t.is(await open(repository).remote(), 'team')
})

test('nothing of ours is left in the Git directory', async t => {
  const { first, second, commits } = clones(t)
  const before = readdirSync(place(second).gitDirectory).sort()
  await open(first).add([{ commit: commits[0], line: 'x' }])
  await open(first).push('origin')
  await open(second).add([{ commit: commits[0], line: 'y' }])
  await open(second).fetch('origin')
  t.deepEqual(readdirSync(place(second).gitDirectory).sort(), before)
})
