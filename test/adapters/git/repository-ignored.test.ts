import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ignoredPaths } from '../../../src/adapters/git/ignored.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'

const check = async (t: ExecutionContext, root: string, paths: Record<string, boolean>) => {
  const ignored = await ignoredPaths(root, Object.keys(paths))
  const expected = Object.keys(paths).filter(path => paths[path])
  t.deepEqual([...ignored].sort(), expected.sort())
}

test('paths that .gitignore names are ignored, from any level, there or not', async t => {
  const { path, commit } = testRepository(t)
  commit('first', {
    '.gitignore': '*.log\ndist/\n!keep.log\n/top\n',
    'src/.gitignore': 'made.ts\n',
  })
  await check(t, path, {
    'a.log': true,
    'src/deep/a.log': true,
    'keep.log': false,
    'dist/x/y': true,
    dist: false,
    top: true,
    'src/top': false,
    'src/made.ts': true,
    'made.ts': false,
    'src/a.ts': false,
  })
})

test('odd paths are taken as they are', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { '.gitignore': '*.log\n' })
  await check(t, path, {
    ':(top)a.log': true,
    ':!a.log': true,
    '[a].log': true,
    'ü\tx.log': true,
    'two\nlines.log': true,
    '-a.log': true,
    ' a.log': true,
    '*': false,
  })
})

test('a tracked file is not ignored', async t => {
  const { path, commit, git, write } = testRepository(t)
  commit('first', { '.gitignore': '*\n' })
  write('tracked', 'x\n')
  git('add', '--force', 'tracked')
  await check(t, path, { tracked: false, other: true })
})

test('.git-doc/ignore names paths too, tracked or not', async t => {
  const { path, commit } = testRepository(t)
  commit('first', {
    '.git-doc/ignore': '# made by hand\nvendor/\n*.snap\n!good.snap\nREADME\n',
    'vendor/a': 'a\n',
  })
  await check(t, path, {
    'vendor/a': true,
    'x/vendor/b': true,
    'a.snap': true,
    'good.snap': false,
    README: true,
    readme: false,
    'src/a': false,
  })
})

test('paths that lead out of the repository, or nowhere, are not ignored', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { '.gitignore': '*\n', '.git-doc/ignore': '*\n' })
  await check(t, path, {
    '../x': false,
    '/etc/passwd': false,
    '': false,
    '.': false,
    'a/../../x': false,
  })
})

test('a path that a link or a submodule now stands on spoils no other', async t => {
  const { path, commit, git } = testRepository(t)
  mkdirSync(join(path, 'real'))
  symlinkSync('real', join(path, 'link'))
  const id = commit('first', { '.gitignore': '*.log\n' })
  git('update-index', '--add', '--cacheinfo', `160000,${id},sub`)
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}.log`, true]))
  await check(t, path, { 'link/a.log': false, 'sub/a.log': false, 'b.ts': false, ...many })
})

test("a person's own excludes are left out", async t => {
  const { path, commit, git } = testRepository(t)
  commit('first', { '.gitignore': '*.log\n' })
  const excludes = join(temporaryFolder(t), 'excludes')
  writeFileSync(excludes, '*.ts\n')
  git('config', 'core.excludesFile', excludes)
  await check(t, path, { 'a.ts': false, 'a.log': true })
})

test('without any rules, and with none to ask of, nothing is ignored', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { a: 'a\n' })
  await check(t, path, { a: false, b: false })
  t.deepEqual(await ignoredPaths(path, []), new Set())
})

test('rules that cannot be read are told of', async t => {
  const { path, commit } = testRepository(t)
  commit('first', { a: 'a\n' })
  mkdirSync(join(path, '.git-doc', 'ignore'), { recursive: true })
  await t.throwsAsync(ignoredPaths(path, ['a']), { code: 'CONFIG_INVALID' })
})

test('a failing git is not taken for an answer', async t => {
  const path = temporaryFolder(t)
  await t.throwsAsync(ignoredPaths(path, ['a']), { code: 'GIT_FAILED' })
})
