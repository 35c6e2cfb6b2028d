// Long because it is one contract, read from top to bottom.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { FileChange } from '../../../src/ports/diff.ts'
import type { Repository } from '../../../src/ports/repository.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

export interface RepositoryUnderTest {
  open(path: string): Promise<Repository>
  /** Whether the adapter has diffs; without them it rejects with GIT_MISSING. */
  readonly diffs: boolean
}

const absent = 'deadbeef'.repeat(5)

/** What every adapter of `Repository` promises, on real repositories. Each adapter's test file calls this once. */
export const repositoryContract = ({ open, diffs }: RepositoryUnderTest) => {
  const opened = async (t: ExecutionContext, path: string): Promise<Repository> => {
    const repository = await open(path)
    t.teardown(() => repository.close())
    return repository
  }

  // Facts and HEAD

  test('a repository is found from any folder in it', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { 'src/deep/a.ts': 'a\n' })
    const { facts } = await opened(t, join(path, 'src', 'deep'))
    t.is(facts.root, realpathSync(path))
    t.is(facts.gitDirectory, join(realpathSync(path), '.git'))
    t.is(facts.commonDirectory, facts.gitDirectory)
    t.false(facts.shallow)
    t.is(facts.objectFormat, 'sha1')
  })

  test('a folder outside any repository is told of', async t => {
    const path = temporaryFolder(t)
    await t.throwsAsync(open(path), { code: 'NOT_A_REPOSITORY' })
    await t.throwsAsync(open(join(path, 'missing')), { code: 'NOT_A_REPOSITORY' })
  })

  test('a folder named .git that is no repository is passed over', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { 'inner/a': 'a\n' })
    mkdirSync(join(path, 'inner', '.git'))
    t.is((await opened(t, join(path, 'inner'))).facts.root, realpathSync(path))
  })

  test('a bare repository is told of', async t => {
    const { path } = testRepository(t, { init: ['--bare'] })
    await t.throwsAsync(open(path), { code: 'BARE_REPOSITORY' })
    await t.throwsAsync(open(join(path, 'refs')), { code: 'BARE_REPOSITORY' })
  })

  test('HEAD is a branch and its commit', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { a: 'a\n' })
    const repository = await opened(t, path)
    t.deepEqual(await repository.head(), { ref: 'refs/heads/main', commit: id })
    git('switch', '--quiet', '--create', 'feature/x')
    const second = commit('second')
    t.deepEqual(await repository.head(), { ref: 'refs/heads/feature/x', commit: second })
  })

  test('a packed branch is a branch', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { a: 'a\n' })
    git('pack-refs', '--all')
    t.deepEqual(await (await opened(t, path)).head(), { ref: 'refs/heads/main', commit: id })
  })

  test('a detached HEAD has no branch', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { a: 'a\n' })
    git('checkout', '--quiet', '--detach')
    t.deepEqual(await (await opened(t, path)).head(), { ref: undefined, commit: id })
  })

  test('an unborn branch has no commit', async t => {
    const { path } = testRepository(t)
    const repository = await opened(t, path)
    t.deepEqual(await repository.head(), { ref: 'refs/heads/main', commit: undefined })
    await t.throwsAsync(repository.resolve('HEAD'), { code: 'UNKNOWN_COMMIT' })
  })

  // Names and ranges

  test('names, ids and steps resolve to full ids', async t => {
    const { path, commit, git } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    git('tag', 'light')
    git('tag', '--annotate', '--message', 'words', 'heavy')
    git('switch', '--quiet', '--create', 'side')
    const side = commit('side', { b: 'b\n' })
    git('switch', '--quiet', 'main')
    const second = commit('second', { a: 'A\n' })
    git('merge', '--quiet', '--no-edit', 'side')
    const merge = git('rev-parse', 'HEAD')
    const repository = await opened(t, path)
    const expected: Record<string, string> = {
      HEAD: merge,
      '@': merge,
      main: merge,
      'refs/heads/side': side,
      light: first,
      heavy: first,
      [first]: first,
      [first.slice(0, 10)]: first,
      'HEAD~': second,
      'HEAD~2': first,
      'HEAD^2': side,
      'HEAD^2~1': first,
      'main^0': merge,
    }
    for (const [revision, id] of Object.entries(expected))
      t.is(await repository.resolve(revision), id, revision)
  })

  test('what names no commit is UNKNOWN_COMMIT', async t => {
    const { path, commit, git } = testRepository(t)
    commit('first', { a: 'a\n' })
    const repository = await opened(t, path)
    const blob = git('rev-parse', 'HEAD:a')
    for (const revision of [
      ...[
        'nope',
        '',
        ' ',
        '-x',
        '--all',
        'HEAD~9',
        'HEAD^2',
        'HEAD..HEAD',
        '^HEAD',
        'HEAD:a',
        'a b',
      ],
      ...['../config', 'a\0b', 'HEAD\nHEAD', blob, absent, absent.slice(0, 8), '~1', '@{-9}'],
    ])
      await t.throwsAsync(repository.resolve(revision), { code: 'UNKNOWN_COMMIT' }, revision)
  })

  test('a range holds what its end reaches and its begins do not, oldest first', async t => {
    const { path, commit } = testRepository(t)
    const ids = ['one', 'two', 'three', 'four'].map(name => commit(name, { a: `${name}\n` }))
    const [one = '', two = '', three = '', four = ''] = ids
    const repository = await opened(t, path)
    t.deepEqual(await repository.commits({ from: [], to: four }), ids)
    t.deepEqual(await repository.commits({ from: [two], to: four }), [three, four])
    t.deepEqual(await repository.commits({ from: [one, three], to: four }), [four])
    t.deepEqual(await repository.commits({ from: [four], to: four }), [])
    t.deepEqual(await repository.commits({ from: [four], to: two }), [])
    t.deepEqual(await repository.commits({ from: [one], to: [three, two] }), [two, three])
    t.deepEqual(await repository.commits({ from: [one], to: [] }), [])
  })

  test('in a range, parents stand before their children', async t => {
    const { path, commit, git } = testRepository(t)
    const base = commit('base', { a: 'a\n' })
    git('switch', '--quiet', '--create', 'side')
    const side = [commit('s1', { s: '1\n' }), commit('s2', { s: '2\n' })]
    git('switch', '--quiet', 'main')
    const main = [commit('m1', { m: '1\n' }), commit('m2', { m: '2\n' })]
    git('merge', '--quiet', '--no-edit', 'side')
    const merge = git('rev-parse', 'HEAD')
    const repository = await opened(t, path)
    const listed = await repository.commits({ from: [base], to: merge })
    t.deepEqual([...listed].sort(), [...side, ...main, merge].sort())
    t.is(listed.at(-1), merge)
    for (const line of [side, main])
      t.deepEqual(
        listed.filter(id => line.includes(id)),
        line,
      )
    t.deepEqual(
      [...(await repository.commits({ from: [main[1] as string], to: merge }))],
      [...side, merge],
    )
  })

  test('a range of unknown commits is refused, not taken for another', async t => {
    const { path, commit } = testRepository(t)
    const id = commit('first', { a: 'a\n' })
    const repository = await opened(t, path)
    for (const range of [
      { from: [absent], to: id },
      { from: [], to: absent },
      { from: ['HEAD'], to: id },
      { from: [], to: 'main' },
    ])
      await t.throwsAsync(repository.commits(range), { code: 'UNKNOWN_COMMIT' })
  })

  test('a commit is on the branches that reach it, local ones first, whatever they are called', async t => {
    const { path, commit, git } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    const second = commit('second', { a: 'b\n' })
    git('branch', 'topic/deep', first)
    git('update-ref', 'refs/remotes/origin/main', second)
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
    git('tag', 'v1', first)
    git('pack-refs', '--all')
    git('branch', 'loose', second)
    git('switch', '--quiet', '--detach')
    const alone = commit('alone', { b: 'b\n' })
    const { branches } = await opened(t, path)
    t.deepEqual(await branches(first), [
      'refs/heads/loose',
      'refs/heads/main',
      'refs/heads/topic/deep',
      'refs/remotes/origin/main',
    ])
    t.deepEqual(await branches(second), [
      'refs/heads/loose',
      'refs/heads/main',
      'refs/remotes/origin/main',
    ])
    t.deepEqual(await branches(alone), [])
    await t.throwsAsync(branches(absent), { code: 'UNKNOWN_COMMIT' })
  })

  test('a commit contains itself and its ancestors', async t => {
    const { path, commit, git } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    const second = commit('second', { a: 'b\n' })
    git('switch', '--quiet', '--create', 'side', first)
    const side = commit('side', { b: 'b\n' })
    const { contains } = await opened(t, path)
    t.true(await contains(second, second))
    t.true(await contains(second, first))
    t.false(await contains(first, second))
    t.false(await contains(side, second))
    await t.throwsAsync(contains(second, absent), { code: 'UNKNOWN_COMMIT' })
    await t.throwsAsync(contains(absent, second), { code: 'UNKNOWN_COMMIT' })
  })

  // Commits

  test('a commit tells who, when, what and its trailers', async t => {
    const { path, commit } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    const message = [
      'A title\nin two lines\n\nA body.\n\nwith: a colon\nand without',
      'Reviewed-by: Grace\nGit-Doc-Run: one\ngit-doc-run: two\nLong: begins\n  and goes on',
    ].join('\n\n')
    const id = commit(message, { a: 'b\n' })
    const facts = await (await opened(t, path)).commit(id)
    t.deepEqual(facts, {
      commit: id,
      parents: [first],
      subject: 'A title in two lines',
      message,
      author: { name: 'Ada', email: 'ada@example.org' },
      authoredAt: '2026-01-01T00:00:00.000Z',
      committedAt: '2026-01-01T00:00:00.000Z',
      trailers: { 'reviewed-by': 'Grace', 'git-doc-run': 'two', long: 'begins and goes on' },
      shallowBoundary: false,
    })
  })

  test('a commit without parents and one with no message', async t => {
    const { path, git } = testRepository(t)
    git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', '')
    const facts = await (await opened(t, path)).commit(git('rev-parse', 'HEAD'))
    t.deepEqual(facts.parents, [])
    t.is(facts.subject, '')
    t.is(facts.message, '')
    t.deepEqual(facts.trailers, {})
  })

  test('a message is decoded by the encoding its commit names', async t => {
    const { path, git, write, commit } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    write('.git/message', Buffer.from('Gr\xfc\xdfe an alle\n', 'latin1'))
    git(
      '-c',
      'i18n.commitEncoding=ISO-8859-1',
      'commit',
      '--quiet',
      '--allow-empty',
      '-F',
      '.git/message',
    )
    const named = git('rev-parse', 'HEAD')
    const rawCommit = `tree ${git('rev-parse', 'HEAD^{tree}')}\nparent ${first}\nauthor J\xf6rg <j@x> 1 +0000\ncommitter J <j@x> 1 +0000\n\nGr\xfc\xdfe\n`
    write('.git/raw', Buffer.from(rawCommit, 'latin1'))
    const unnamed = git('hash-object', '-t', 'commit', '-w', '.git/raw')
    const repository = await opened(t, path)
    t.is((await repository.commit(named)).subject, 'Grüße an alle')
    t.is((await repository.commit(unnamed)).subject, 'Grüße')
    t.is((await repository.commit(unnamed)).author.name, 'Jörg')
  })

  test('an odd commit object is read as far as it goes', async t => {
    const { path, git, write, commit } = testRepository(t)
    commit('first', { a: 'a\n' })
    const header = `tree ${git('rev-parse', 'HEAD^{tree}')}\nauthor <none>\ncommitter Eve <e@x> 99999999999999999 +0000`
    write(
      '.git/raw',
      `${header}\ngpgsig -----BEGIN-----\n author Mallory <m@x> 1 +0000\n \n -----END-----\n\nA title\n\nAnd: more\n`,
    )
    const id = git('hash-object', '-t', 'commit', '-w', '--literally', '.git/raw')
    const facts = await (await opened(t, path)).commit(id)
    t.is(facts.author.name, '')
    t.is(facts.committedAt, '1970-01-01T00:00:00.000Z')
    t.is(facts.subject, 'A title')
    t.deepEqual(facts.trailers, { and: 'more' })
  })

  test('commits go by their full ids', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { a: 'a\n' })
    const repository = await opened(t, path)
    const blob = git('rev-parse', 'HEAD:a')
    for (const name of [
      'HEAD',
      'main',
      '',
      id.slice(0, 12),
      absent,
      blob,
      `${id}\n${id}`,
      `${id}^{tree}`,
    ]) {
      await t.throwsAsync(repository.commit(name), { code: 'UNKNOWN_COMMIT' }, name)
      const code = diffs ? 'UNKNOWN_COMMIT' : 'GIT_MISSING'
      await t.throwsAsync(repository.diff(name), { code }, name)
      await t.throwsAsync(repository.tree(name), { code: 'UNKNOWN_COMMIT' }, name)
      await t.throwsAsync(repository.file(name, 'a'), { code: 'UNKNOWN_COMMIT' }, name)
    }
    t.is((await repository.commit(id)).commit, id)
  })

  // Diffs

  const diffTest = (title: string, body: (t: ExecutionContext) => Promise<void>): void => {
    if (diffs) test(title, body)
  }

  const diffOf = async (t: ExecutionContext, path: string, commit: string) =>
    (await opened(t, path)).diff(commit)

  diffTest('a root commit adds all its files', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { 'b.txt': 'one\ntwo\n', 'a.txt': '' })
    const diff = await diffOf(t, path, id)
    t.deepEqual(diff, [
      {
        path: 'a.txt',
        status: 'added',
        binary: false,
        oldMode: '000000',
        newMode: '100644',
        oldBlob: '0'.repeat(40),
        newBlob: git('rev-parse', 'HEAD:a.txt'),
        hunks: [],
      },
      {
        path: 'b.txt',
        status: 'added',
        binary: false,
        oldMode: '000000',
        newMode: '100644',
        oldBlob: '0'.repeat(40),
        newBlob: git('rev-parse', 'HEAD:b.txt'),
        hunks: [
          {
            oldStart: 0,
            newStart: 1,
            heading: '',
            lines: [
              { kind: 'added', text: 'one', new: 1 },
              { kind: 'added', text: 'two', new: 2 },
            ],
          },
        ],
      },
    ])
  })

  diffTest('lines carry their numbers on both sides', async t => {
    const { path, commit } = testRepository(t)
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
    commit('first', { a: `${lines.join('\n')}\n` })
    lines.splice(1, 1, 'new 2', 'newer 2')
    lines.splice(25, 1)
    const id = commit('second', { a: `${lines.join('\n')}\n` })
    const [change] = await diffOf(t, path, id)
    t.deepEqual(
      change?.hunks.map(({ oldStart, newStart }) => [oldStart, newStart]),
      [
        [1, 1],
        [22, 23],
      ],
    )
    t.deepEqual(
      change?.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind !== 'context'),
      [
        { kind: 'removed', text: 'line 2', old: 2 },
        { kind: 'added', text: 'new 2', new: 2 },
        { kind: 'added', text: 'newer 2', new: 3 },
        { kind: 'removed', text: 'line 25', old: 25 },
      ],
    )
    const last = change?.hunks.at(-1)?.lines.at(-1)
    t.deepEqual(last, { kind: 'context', text: 'line 28', old: 28, new: 28 })
  })

  const plain = (changes: readonly FileChange[]) =>
    changes.map(({ path, from, status, binary }) => [
      status,
      ...(from ? [from] : []),
      path,
      ...(binary ? ['binary'] : []),
    ])
  const changedLines = (change: FileChange | undefined) =>
    change?.hunks
      .flatMap(({ lines }) => lines)
      .filter(({ kind }) => kind !== 'context')
      .map(({ kind, text }) => `${kind === 'added' ? '+' : '-'}${text}`)

  diffTest('a deleted file loses all its lines', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: 'one\ntwo\n', b: 'b\n' })
    rmSync(join(path, 'a'))
    const diff = await diffOf(t, path, commit('second'))
    t.deepEqual(plain(diff), [['deleted', 'a']])
    t.deepEqual(diff[0]?.hunks, [
      {
        oldStart: 1,
        newStart: 0,
        heading: '',
        lines: [
          { kind: 'removed', text: 'one', old: 1 },
          { kind: 'removed', text: 'two', old: 2 },
        ],
      },
    ])
  })

  diffTest('a commit that changes nothing has an empty diff', async t => {
    const { path, commit } = testRepository(t)
    const root = commit('root')
    commit('first', { a: 'a\n' })
    const repository = await opened(t, path)
    t.deepEqual(await repository.diff(commit('empty')), [])
    t.deepEqual(await repository.diff(root), [])
  })

  diffTest('a rename is one change', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { 'old/name.txt': 'one\ntwo\nthree\nfour\nfive\n', 'z.txt': 'z\n' })
    mkdirSync(join(path, 'new'))
    renameSync(join(path, 'old/name.txt'), join(path, 'new/name.txt'))
    const diff = await diffOf(t, path, commit('second'))
    t.deepEqual(plain(diff), [['renamed', 'old/name.txt', 'new/name.txt']])
    t.deepEqual(diff[0]?.hunks, [])
    t.is(diff[0]?.oldBlob, diff[0]?.newBlob)
  })

  diffTest('a rename with edits is one change', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { 'a.txt': 'one\ntwo\nthree\nfour\nfive\n' })
    rmSync(join(path, 'a.txt'))
    const id = commit('second', { 'b.txt': 'one\ntwo\nTHREE\nfour\nfive\n' })
    const diff = await diffOf(t, path, id)
    t.deepEqual(plain(diff), [['renamed', 'a.txt', 'b.txt']])
    t.deepEqual(changedLines(diff[0]), ['-three', '+THREE'])
  })

  diffTest('a change of mode alone is one', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: 'a\n', b: 'b\n' })
    chmodSync(join(path, 'a'), 0o755)
    chmodSync(join(path, 'b'), 0o755)
    const diff = await diffOf(t, path, commit('second', { b: 'B\n' }))
    t.deepEqual(plain(diff), [
      ['mode', 'a'],
      ['modified', 'b'],
    ])
    t.deepEqual([diff[0]?.oldMode, diff[0]?.newMode, diff[0]?.hunks], ['100644', '100755', []])
    t.deepEqual(changedLines(diff[1]), ['-b', '+B'])
  })

  diffTest('a file that becomes a link changes its type', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: 'one\ntwo\n', b: 'b\n' })
    rmSync(join(path, 'a'))
    symlinkSync('b', join(path, 'a'))
    const diff = await diffOf(t, path, commit('second', { b: 'B\n' }))
    t.deepEqual(plain(diff), [
      ['type', 'a'],
      ['modified', 'b'],
    ])
    t.is(diff[0]?.newMode, '120000')
    t.deepEqual(changedLines(diff[0]), ['-one', '-two', '+b'])
    t.deepEqual(changedLines(diff[1]), ['-b', '+B'])
  })

  diffTest('a file gives way to a folder of its name', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: 'a\n', 'a.b': 'x\n' })
    rmSync(join(path, 'a'))
    const diff = await diffOf(t, path, commit('second', { 'a/c': 'c\n', 'a.b': 'y\n' }))
    t.deepEqual(plain(diff), [
      ['deleted', 'a'],
      ['modified', 'a.b'],
      ['added', 'a/c'],
    ])
  })

  diffTest('a binary file has no lines', async t => {
    const { path, commit } = testRepository(t)
    const first = commit('first', { a: Buffer.from([0, 1, 2, 255]), b: 'text\n' })
    const second = commit('second', { a: Buffer.from([0, 1, 3, 255]), b: 'Text\n' })
    const repository = await opened(t, path)
    t.deepEqual(plain(await repository.diff(first)), [
      ['added', 'a', 'binary'],
      ['added', 'b'],
    ])
    const diff = await repository.diff(second)
    t.deepEqual(plain(diff), [
      ['modified', 'a', 'binary'],
      ['modified', 'b'],
    ])
    t.deepEqual(diff[0]?.hunks, [])
  })

  diffTest('a submodule is its commit', async t => {
    const { path, commit, git } = testRepository(t)
    const first = commit('first', { a: 'a\n' })
    const add = (id: string) => git('update-index', '--add', '--cacheinfo', `160000,${id},lib/sub`)
    add(first)
    git('commit', '--quiet', '--message', 'add')
    const added = git('rev-parse', 'HEAD')
    add(absent)
    git('commit', '--quiet', '--message', 'update')
    const updated = git('rev-parse', 'HEAD')
    const repository = await opened(t, path)
    t.deepEqual(changedLines((await repository.diff(added))[0]), [`+Subproject commit ${first}`])
    const [change] = await repository.diff(updated)
    t.like(change, {
      path: 'lib/sub',
      status: 'modified',
      oldMode: '160000',
      newMode: '160000',
      newBlob: absent,
    })
    t.deepEqual(changedLines(change), [
      `-Subproject commit ${first}`,
      `+Subproject commit ${absent}`,
    ])
    t.deepEqual((await repository.tree(updated)).at(-1), {
      path: 'lib/sub',
      mode: '160000',
      blob: absent,
    })
    t.is(await repository.file(updated, 'lib/sub'), undefined)
    t.is(await repository.file(updated, 'lib/sub/a'), undefined)
  })

  const oddNames = [
    ' leading and trailing ',
    'a -> b',
    'a\tb',
    'back\\slash',
    'line\nfeed',
    'quote"d',
    "single'd",
    'umlaut ü ☃ 😀',
    'a/b c/:(top)',
    '@@ -1 +1 @@',
    'diff --git a b',
    '-dash',
    'R100',
    'x^{tree}',
  ]

  diffTest('odd names are read whole in diffs', async t => {
    const { path, commit } = testRepository(t)
    const first = commit('first', Object.fromEntries(oddNames.map(name => [name, `${name}\n`])))
    const second = commit('second', Object.fromEntries(oddNames.map(name => [name, 'changed\n'])))
    for (const name of oddNames) renameSync(join(path, name), join(path, `${name} moved`))
    for (const name of oddNames) mkdirSync(join(path, name), { recursive: true })
    const third = commit(
      'third',
      Object.fromEntries(oddNames.map((name, place) => [`${name} moved`, `${place}\n`])),
    )
    const repository = await opened(t, path)
    const sorted = oddNames.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    )
    t.deepEqual(
      plain(await repository.diff(first)),
      sorted.map(name => ['added', name]),
    )
    const diff = await repository.diff(second)
    t.deepEqual(
      plain(diff),
      sorted.map(name => ['modified', name]),
    )
    for (const change of diff)
      t.deepEqual(changedLines(change), [
        ...change.path.split('\n').map(line => `-${line}`),
        '+changed',
      ])
    t.is((await repository.diff(third)).length, 2 * oddNames.length)
  })

  test('odd names are found in a tree, and their files read', async t => {
    const { path, commit } = testRepository(t)
    const first = commit('first', Object.fromEntries(oddNames.map(name => [name, `${name}\n`])))
    const repository = await opened(t, path)
    const sorted = oddNames.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    )
    t.deepEqual(
      (await repository.tree(first)).map(entry => entry.path),
      sorted,
    )
    for (const name of oddNames)
      t.is(Buffer.from((await repository.file(first, name))?.bytes ?? []).toString(), `${name}\n`)
  })

  test('a blob is read by its id, and nothing else is', async t => {
    const { path, commit, git } = testRepository(t)
    const id = commit('first', { a: 'text\n' })
    const repository = await opened(t, path)
    const blob = git('rev-parse', 'HEAD:a')
    t.is(Buffer.from((await repository.blob(blob)) ?? []).toString(), 'text\n')
    for (const other of [id, 'f'.repeat(blob.length), blob.slice(0, 8), 'HEAD:a'])
      t.is(await repository.blob(other), undefined, other)
  })

  diffTest('lines are told from what is around them', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: '-- old\n++ old\n@@ -1 +1 @@\ndiff --git a/a b/a\n\nend\n' })
    const id = commit('second', {
      a: '-- new\n++ new\n@@ -1,2 +1,2 @@ x\ndiff --git a/b b/b\n\nend\n',
      b: 'b\n',
    })
    const diff = await diffOf(t, path, id)
    t.deepEqual(plain(diff), [
      ['modified', 'a'],
      ['added', 'b'],
    ])
    t.is(diff[0]?.hunks.length, 1)
    t.deepEqual(changedLines(diff[0]), [
      ...['--- old', '-++ old', '-@@ -1 +1 @@', '-diff --git a/a b/a'],
      ...['+-- new', '+++ new', '+@@ -1,2 +1,2 @@ x', '+diff --git a/b b/b'],
    ])
  })

  diffTest('line endings and a missing last one', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: 'one\r\ntwo\r\n', b: 'last', c: 'a\rb\u2028c\n' })
    const diff = await diffOf(
      t,
      path,
      commit('second', { a: 'one\r\ntwo\n', b: 'last\n', c: 'a\rb\u2028d\n' }),
    )
    t.deepEqual(diff.map(changedLines), [
      ['-two\r', '+two'],
      ['-last', '+last'],
      ['-a\rb\u2028c', '+a\rb\u2028d'],
    ])
    t.deepEqual(diff[0]?.hunks[0]?.lines[0], { kind: 'context', text: 'one\r', old: 1, new: 1 })
  })

  diffTest('content that is no UTF-8, and a byte order mark, do no harm', async t => {
    const { path, commit } = testRepository(t)
    commit('first', { a: Buffer.from('gr\xfcn\nx\n', 'latin1'), b: '\ufeffone\n' })
    const diff = await diffOf(
      t,
      path,
      commit('second', { a: Buffer.from('gr\xfcn\ny\n', 'latin1'), b: '\ufefftwo\n' }),
    )
    t.deepEqual(diff.map(changedLines), [
      ['-x', '+y'],
      ['-\ufeffone', '+\ufefftwo'],
    ])
    t.is(diff[0]?.hunks[0]?.lines[0]?.text, 'gr\ufffdn')
  })

  diffTest('a large file that was rewritten has all its lines', async t => {
    const { path, commit } = testRepository(t)
    const text = (word: string) =>
      Array.from({ length: 6_000 }, (_, index) => `${word} ${index}\n`).join('')
    commit('first', { a: text('before') })
    const diff = await diffOf(t, path, commit('second', { a: text('after') }))
    t.is(changedLines(diff[0])?.length, 12_000)
  })

  // Merges

  /** Two branches, `main` and `side`, that changed what they are given. */
  const branches = (
    t: ExecutionContext,
    base: string,
    main: Record<string, string>,
    side: Record<string, string>,
  ) => {
    const made = testRepository(t)
    made.commit('base', { file: base, other: 'other\n' })
    made.git('switch', '--quiet', '--create', 'side')
    made.commit('side', side)
    made.git('switch', '--quiet', 'main')
    made.commit('main', main)
    return made
  }
  const ten = Array.from({ length: 10 }, (_, index) => `${index}`)
  const with_ = (place: number, text: string) => `${ten.with(place, text).join('\n')}\n`
  const base = `${ten.join('\n')}\n`

  diffTest('a merge of files changed on one side each changed nothing itself', async t => {
    const { path, git } = branches(
      t,
      base,
      { main: 'm\n' },
      { side: 's\n', file: with_(1, 'side') },
    )
    git('merge', '--quiet', '--no-edit', 'side')
    t.deepEqual(await diffOf(t, path, git('rev-parse', 'HEAD')), [])
  })

  diffTest('a merge of one file changed on both sides changed nothing itself', async t => {
    const { path, git } = branches(t, base, { file: with_(8, 'main') }, { file: with_(1, 'side') })
    git('merge', '--quiet', '--no-edit', 'side')
    const diff = await diffOf(t, path, git('rev-parse', 'HEAD'))
    t.deepEqual(plain(diff), [])
  })

  diffTest('what is changed while merging is the change of the merge', async t => {
    const { path, git, write } = branches(t, base, { main: 'm\n' }, { side: 's\n' })
    git('merge', '--quiet', '--no-commit', 'side')
    write('other', 'changed\n')
    write('new', 'new\n')
    git('add', '--all')
    git('commit', '--quiet', '--no-edit')
    const diff = await diffOf(t, path, git('rev-parse', 'HEAD'))
    t.deepEqual(plain(diff), [
      ['added', 'new'],
      ['modified', 'other'],
    ])
    t.deepEqual(changedLines(diff[1]), ['-other', '+changed'])
  })

  diffTest('a merge with conflicts changed what it took to resolve them', async t => {
    const { path, git, write } = branches(
      t,
      base,
      { file: with_(4, 'main') },
      { file: with_(4, 'side') },
    )
    t.throws(() => git('merge', '--quiet', 'side'))
    write('file', with_(4, 'both'))
    git('add', '--all')
    git('commit', '--quiet', '--message', 'merge')
    const diff = await diffOf(t, path, git('rev-parse', 'HEAD'))
    t.deepEqual(plain(diff), [['modified', 'file']])
    const lines = changedLines(diff[0]) ?? []
    t.true(lines.includes('-main') && lines.includes('+both'))
    t.true(lines.includes('-side'))
    t.is(lines.filter(line => line.startsWith('+')).length, 1)
  })

  diffTest('an octopus merge changed only what is in none of its parents', async t => {
    const { path, git, commit } = testRepository(t)
    commit('base', { a: 'a\n' })
    for (const name of ['one', 'two', 'three']) {
      git('switch', '--quiet', '--create', name, 'main')
      commit(name, { [name]: `${name}\n` })
    }
    git('switch', '--quiet', 'main')
    commit('main', { main: 'm\n' })
    git('merge', '--quiet', '--no-edit', 'one', 'two', 'three')
    const clean = git('rev-parse', 'HEAD')
    t.is(git('rev-list', '--parents', '-1', clean).split(' ').length, 5)
    commit('amended', { a: 'A\n' })
    const tree = git('rev-parse', 'HEAD^{tree}')
    const parents = git('rev-parse', `${clean}^@`).split('\n')
    const own = git('commit-tree', tree, '-m', 'own', ...parents.flatMap(id => ['-p', id]))
    const repository = await opened(t, path)
    t.deepEqual(await repository.diff(clean), [])
    const diff = await repository.diff(own)
    t.deepEqual(plain(diff), [['modified', 'a']])
    t.deepEqual(changedLines(diff[0]), ['-a', '+A'])
  })

  diffTest('a criss-cross merge and one of unrelated histories are read', async t => {
    const { path, git, commit } = branches(t, base, { main: 'm\n' }, { side: 's\n' })
    const [main, side] = [git('rev-parse', 'main'), git('rev-parse', 'side')]
    git('merge', '--quiet', '--no-edit', side)
    git('switch', '--quiet', 'side')
    git('merge', '--quiet', '--no-edit', main)
    commit('more', { side: 'S\n' })
    git('switch', '--quiet', 'main')
    git('merge', '--quiet', '--no-edit', 'side')
    const crossed = git('rev-parse', 'HEAD')
    git('switch', '--quiet', '--orphan', 'elsewhere')
    commit('elsewhere', { elsewhere: 'e\n' })
    git('merge', '--quiet', '--no-edit', '--allow-unrelated-histories', 'main')
    const repository = await opened(t, path)
    t.deepEqual(await repository.diff(crossed), [])
    t.deepEqual(await repository.diff(git('rev-parse', 'HEAD')), [])
  })

  // Files and trees

  test('a file is its bytes, without filters', async t => {
    const { path, commit, git } = testRepository(t)
    git('config', 'core.autocrlf', 'true')
    const binary = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256))
    symlinkSync('src', join(path, 'link'))
    const id = commit('first', {
      'src/deep/text': 'a\nb\n',
      binary,
      empty: '',
      '.gitattributes': 'text eol=crlf\n',
    })
    const { file } = await opened(t, path)
    const found = await file(id, 'src/deep/text')
    t.deepEqual(found?.entry, {
      path: 'src/deep/text',
      mode: '100644',
      blob: git('rev-parse', 'HEAD:src/deep/text'),
    })
    t.is(Buffer.from(found?.bytes ?? []).toString(), 'a\nb\n')
    t.true(binary.equals((await file(id, 'binary'))?.bytes ?? Buffer.alloc(0)))
    t.is((await file(id, 'empty'))?.bytes.length, 0)
    const link = await file(id, 'link')
    t.is(link?.entry.mode, '120000')
    t.is(Buffer.from(link?.bytes ?? []).toString(), 'src')
  })

  test('what is no file of the commit is undefined', async t => {
    const { path, commit } = testRepository(t)
    const first = commit('first', { 'src/a': 'a\n' })
    commit('second', { later: 'l\n' })
    const { file } = await opened(t, path)
    for (const name of [
      'later',
      'src',
      'src/',
      'src/b',
      'src/a/b',
      '/src/a',
      './src/a',
      'src//a',
      '../a',
      '',
      '.git/config',
      'src\\a',
      'src/a\0',
    ])
      t.is(await file(first, name), undefined, name)
  })

  test('a tree lists every file with its mode', async t => {
    const { path, commit, git } = testRepository(t)
    symlinkSync('a', join(path, 'link'))
    commit('first', { a: 'a\n', 'dir/b': 'b\n', 'dir/deep/c': 'c\n', 'dir-x': 'x\n' })
    chmodSync(join(path, 'a'), 0o755)
    const id = commit('second')
    const tree = await (await opened(t, path)).tree(id)
    const blob = (name: string) => git('rev-parse', `HEAD:${name}`)
    t.deepEqual(tree, [
      { path: 'a', mode: '100755', blob: blob('a') },
      { path: 'dir-x', mode: '100644', blob: blob('dir-x') },
      { path: 'dir/b', mode: '100644', blob: blob('dir/b') },
      { path: 'dir/deep/c', mode: '100644', blob: blob('dir/deep/c') },
      { path: 'link', mode: '120000', blob: blob('link') },
    ])
  })

  // Kinds of repositories

  test('a shallow clone says where it ends', async t => {
    const { path, commit } = testRepository(t)
    const [, second = '', third = ''] = ['one', 'two', 'three'].map(name =>
      commit(name, { a: `${name}\n` }),
    )
    const clone = testRepository(t)
    clone.git('fetch', '--quiet', '--depth=2', `file://${path}`, 'main:copy')
    clone.git('switch', '--quiet', 'copy')
    const repository = await opened(t, clone.path)
    t.true(repository.facts.shallow)
    t.deepEqual(await repository.commits({ from: [], to: third }), [second, third])
    const boundary = await repository.commit(second)
    t.true(boundary.shallowBoundary)
    t.is(boundary.parents.length, 1)
    t.false((await repository.commit(third)).shallowBoundary)
    t.true(await repository.contains(third, second))
    if (!diffs) return
    t.deepEqual(changedLines((await repository.diff(third))[0]), ['-two', '+three'])
    await t.throwsAsync(repository.diff(second), { code: 'UNKNOWN_COMMIT' })
  })

  test('packed objects and new ones are read alike', async t => {
    const { path, commit, git } = testRepository(t)
    const first = commit('first', { a: 'one\n' })
    git('gc', '--quiet')
    const repository = await opened(t, path)
    const textOf = async (id: string) =>
      Buffer.from((await repository.file(id, 'a'))?.bytes ?? []).toString()
    t.is(await textOf(first), 'one\n')
    const second = commit('second', { a: 'two\n' })
    t.is(await textOf(second), 'two\n')
    git('gc', '--quiet', '--prune=now')
    t.is(await textOf(second), 'two\n')
    if (diffs) t.deepEqual(changedLines((await repository.diff(second))[0]), ['-one', '+two'])
    t.is((await repository.commit(commit('third'))).subject, 'third')
  })

  test('requests made at once are answered each its own', async t => {
    const { path, commit } = testRepository(t)
    const ids = Array.from({ length: 30 }, (_, index) =>
      commit(`commit ${index}`, { a: `${index}\n`, b: 'x\n'.repeat(index) }),
    )
    const repository = await opened(t, path)
    const found = await Promise.all(
      ids.map(async (id, index) => {
        const [facts, diff, file] = await Promise.all([
          repository.commit(id),
          diffs ? repository.diff(id) : undefined,
          repository.file(id, 'a'),
        ])
        return (
          facts.subject === `commit ${index}` &&
          (!diff || changedLines(diff[0])?.at(-1) === `+${index}`) &&
          Buffer.from(file?.bytes ?? []).toString() === `${index}\n`
        )
      }),
    )
    t.deepEqual(
      found,
      ids.map(() => true),
    )
  })

  /** Every file with its size and the time it was last changed. */
  const listing = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map(name => {
        const { size, mtimeMs } = statSync(join(folder, name))
        return `${name} ${size} ${mtimeMs}`
      })
      .sort()

  test('reading writes nothing', async t => {
    const { path, git, write } = branches(
      t,
      base,
      { file: with_(4, 'main') },
      { file: with_(4, 'side') },
    )
    t.throws(() => git('merge', '--quiet', 'side'))
    write('file', with_(4, 'both'))
    git('add', '--all')
    git('commit', '--quiet', '--message', 'merge')
    const before = listing(path)
    const repository = await open(path)
    const { commit: id = '' } = await repository.head()
    for (const commit of await repository.commits({ from: [], to: id })) {
      if (diffs) await repository.diff(commit)
      await repository.tree(commit)
      await repository.file(commit, 'file')
    }
    await repository.close()
    t.deepEqual(listing(path), before)
  })
}
