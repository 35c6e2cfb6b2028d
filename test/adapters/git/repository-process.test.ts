import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { openRepository } from '../../../src/adapters/git/open.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

// These tests change the environment of the whole process, so they run one after the other.

const withEnvironment = async (changes: Record<string, string>, work: () => Promise<unknown>) => {
  const before = { ...process.env }
  Object.assign(process.env, changes)
  try {
    await work()
  } finally {
    for (const name of Object.keys(changes)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** A folder with a `git` of our making. */
const fakeGit = (t: ExecutionContext, script: string): string => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'git'), 0o755)
  return folder
}

const realGit = () => execFileSync('/bin/sh', ['-c', 'command -v git']).toString().trim()

/** Puts a git in PATH that notes how it is called and then does what it should. */
const notedGit = (t: ExecutionContext) => {
  const notes = join(temporaryFolder(t), 'notes')
  writeFileSync(notes, '')
  const folder = fakeGit(t, `echo "$*" >> '${notes}'\nexec '${realGit()}' "$@"`)
  const calls = () =>
    readFileSync(notes, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(
        line => /(?:^| )(?!-c )([a-z]+(?:-[a-z]+)*)(?: |$)/.exec(line.replace(/-c \S+ /g, ''))?.[1],
      )
  return { path: `${folder}${delimiter}${process.env.PATH}`, calls }
}

test.serial('500 commits are answered by one process for diffs and one for objects', async t => {
  const { path, git, write } = testRepository(t)
  const stream = Array.from({ length: 500 }, (_, index) => {
    const text = `${index}\n`
    return `commit refs/heads/main\ncommitter A <a@x> ${1_700_000_000 + index} +0000\ndata 6\ncommit\nM 100644 inline f\ndata ${text.length}\n${text}\n`
  }).join('')
  write('.git/stream', stream)
  execFileSync('git', ['fast-import', '--quiet'], { cwd: path, input: stream })
  const head = git('rev-parse', 'main')
  const noted = notedGit(t)
  await withEnvironment({ PATH: noted.path }, async () => {
    const repository = await openNativeRepository(path)
    t.deepEqual(noted.calls().toSorted(), ['rev-parse', 'version'])
    const ids = await repository.commits({ from: [], to: head })
    t.is(ids.length, 500)
    for (const [index, id] of ids.entries()) {
      const [change] = await repository.diff(id)
      const last = change?.hunks[0]?.lines.at(-1)
      if (last?.text !== `${index}`) t.fail(`commit ${index} was answered with ${last?.text}`)
      await repository.commit(id)
      await repository.file(id, 'f')
    }
    await repository.close()
  })
  t.deepEqual(noted.calls().slice(2).toSorted(), ['cat-file', 'diff-tree', 'rev-list'])
})

test.serial('no child is left after close', async t => {
  const { path, commit } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  const pids = join(temporaryFolder(t), 'pids')
  const folder = fakeGit(t, `echo $$ >> '${pids}'\nexec '${realGit()}' "$@"`)
  await withEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH}` }, async () => {
    const repository = await openNativeRepository(path)
    await repository.diff(id)
    const listing = repository.tree(id)
    await repository.close()
    await listing.catch(() => {})
  })
  for (const pid of readFileSync(pids, 'utf8').split('\n').filter(Boolean))
    t.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' })
})

test.serial('a child that was killed is started again by the next request', async t => {
  const { path, commit } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  const pids = join(temporaryFolder(t), 'pids')
  const folder = fakeGit(
    t,
    `case "$*" in *diff-tree*) echo $$ >> '${pids}';; esac\nexec '${realGit()}' "$@"`,
  )
  await withEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH}` }, async () => {
    const repository = await openNativeRepository(path)
    t.is((await repository.diff(id)).length, 1)
    process.kill(Number(readFileSync(pids, 'utf8')), 'SIGKILL')
    const [first] = await Promise.allSettled([repository.diff(id)])
    if (first.status === 'rejected') t.is(first.reason.code, 'GIT_FAILED')
    t.is((await repository.diff(id)).length, 1)
    await repository.close()
  })
  t.is(readFileSync(pids, 'utf8').trim().split('\n').length, 2)
})

test.serial('what a hook or a person exports changes nothing', async t => {
  const { path, commit, git } = testRepository(t)
  commit('base', { file: 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n' })
  git('switch', '--quiet', '--create', 'side')
  commit('side', { side: 's\n' })
  git('switch', '--quiet', 'main')
  const changed = commit('main', { file: 'a\nb\nc\nd\nE\nf\ng\nh\ni\nj\n' })
  git('merge', '--quiet', '--no-edit', 'side')
  const merge = git('rev-parse', 'HEAD')
  const elsewhere = testRepository(t)
  elsewhere.commit('elsewhere', { x: 'x\n' })
  const read = async () => {
    const repository = await openNativeRepository(path)
    const answers = [
      repository.facts,
      await repository.head(),
      await repository.commits({ from: [], to: merge }),
      await repository.commit(merge),
      await repository.diff(changed),
      await repository.diff(merge),
      await repository.tree(merge),
    ]
    await repository.close()
    return answers
  }
  const before = await read()
  const exported = {
    GIT_DIR: join(elsewhere.path, '.git'),
    GIT_WORK_TREE: elsewhere.path,
    GIT_INDEX_FILE: '.git/index',
    GIT_OBJECT_DIRECTORY: join(elsewhere.path, '.git/objects'),
    GIT_PREFIX: 'src/',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.quotePath',
    GIT_CONFIG_VALUE_0: 'false',
    GIT_CONFIG_PARAMETERS: "'core.abbrev=4'",
    GIT_DIFF_OPTS: '-u0',
    GIT_EXTERNAL_DIFF: 'false',
    GIT_FLUSH: '0',
    GIT_PAGER: 'false',
    GIT_AUTHOR_DATE: '@0 +0000',
    LC_ALL: 'de_DE.UTF-8',
    LANGUAGE: 'de',
  }
  await withEnvironment(exported, async () => t.deepEqual(await read(), before))
})

test.serial('a repository that a person names is the one that is read', async t => {
  const folder = temporaryFolder(t)
  const home = testRepository(t)
  const id = home.commit('dots', { a: 'a\n' })
  const elsewhere = join(folder, 'dots.git')
  renameSync(join(home.path, '.git'), elsewhere)
  const other = testRepository(t)
  other.commit('other', { b: 'b\n' })
  const named = { GIT_DIR: elsewhere, GIT_WORK_TREE: home.path }
  await withEnvironment(named, async () => {
    for (const path of [home.path, other.path]) {
      const repository = await openNativeRepository(path)
      t.is(repository.facts.root, realpathSync(home.path))
      t.is((await repository.head()).commit, id)
      t.is((await repository.tree(id)).length, 1)
      await repository.close()
    }
  })
  // A hook's GIT_DIR stands beside its index: there the folder decides.
  await withEnvironment({ ...named, GIT_INDEX_FILE: '.git/index' }, async () => {
    const repository = await openNativeRepository(other.path)
    t.is(repository.facts.root, realpathSync(other.path))
    await repository.close()
  })
})

test.serial('a machine without git is told of, or served by the other adapter', async t => {
  const { path, commit, git } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  const linked = join(temporaryFolder(t), 'linked')
  git('worktree', 'add', '--quiet', '--detach', linked)
  const folder = temporaryFolder(t)
  const outside = temporaryFolder(t)
  await withEnvironment({ PATH: folder }, async () => {
    await t.throwsAsync(openNativeRepository(path), { code: 'GIT_MISSING' })
    const repository = await openRepository(path)
    t.is((await repository.commit(id)).subject, 'first')
    await t.throwsAsync(repository.diff(id), { code: 'GIT_MISSING' })
    await repository.close()
    await t.throwsAsync(openRepository(linked), { code: 'UNSUPPORTED_REPOSITORY' })
    await t.throwsAsync(openRepository(outside), { code: 'NOT_A_REPOSITORY' })
  })
})

test.serial('a git that goes away while it is needed is told of', async t => {
  const { path, commit } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  await withEnvironment({ PATH: temporaryFolder(t) }, async () => {
    await t.throwsAsync(repository.diff(id), { code: 'GIT_MISSING' })
    await t.throwsAsync(repository.resolve('HEAD'), { code: 'GIT_MISSING' })
  })
  t.is((await repository.diff(id)).length, 1)
})

test('HEAD is the same whether its branch is a file or packed', async t => {
  const { path, git, commit } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  const head = { ref: 'refs/heads/main', commit: id }
  t.deepEqual(await repository.head(), head)
  git('pack-refs', '--all')
  t.deepEqual(await repository.head(), head)
})

test.serial('a git before 2.39 is told of', async t => {
  const { path } = testRepository(t)
  for (const version of ['2.38.5', '1.9.1', '2.9.0'])
    await withEnvironment({ PATH: fakeGit(t, `echo 'git version ${version}'`) }, async () => {
      const error = await t.throwsAsync(openNativeRepository(path), { code: 'GIT_TOO_OLD' })
      t.true(error?.message.includes(version))
      await t.throwsAsync(openRepository(path), { code: 'GIT_TOO_OLD' })
    })
})

test.serial('versions with a suffix are understood', async t => {
  const { path } = testRepository(t)
  for (const version of ['2.39.3 (Apple Git-146)', '2.45.1.windows.1', '2.50.0-rc1', '3.0.0']) {
    const folder = fakeGit(
      t,
      `[ "$1" = version ] && echo 'git version ${version}' && exit\nexec '${realGit()}' "$@"`,
    )
    await withEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH}` }, async () =>
      t.notThrowsAsync(async () => (await openNativeRepository(path)).close()),
    )
  }
})

test.serial('a repository that Git refuses is not called none', async t => {
  const { path } = testRepository(t)
  const folder = fakeGit(
    t,
    `[ "$1" = version ] && exec '${realGit()}' version\necho "fatal: detected dubious ownership in repository at '$PWD'" >&2\nexit 128`,
  )
  await withEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH}` }, async () => {
    const error = await t.throwsAsync(openNativeRepository(path), { code: 'GIT_FAILED' })
    t.true(error?.message.includes('dubious ownership'))
  })
})

test.serial('a link to a repository leads to its root', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { 'src/a': 'a\n' })
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'x'))
  symlinkSync(join(path, 'src'), join(folder, 'x', 'link'))
  for (const open of [openNativeRepository, openRepository]) {
    const repository = await open(join(folder, 'x', 'link'))
    t.is(repository.facts.root, realpathSync(path))
    await repository.close()
  }
})
