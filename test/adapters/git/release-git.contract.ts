// Long because it is one suite, which every adapter of one port must pass.
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { ReleaseGit } from '../../../src/ports/release-git.ts'
import { temporaryFolder, testRepository } from '../../support/repository.ts'
import { treeFilesContract } from './tree-files.contract.ts'

/** Opens the adapter in a repository. */
export type OpenReleaseGit = (path: string) => Promise<ReleaseGit>

const absent = 'deadbeef'.repeat(5)

/** What every adapter of `ReleaseGit` promises, on real repositories. Each adapter's test file calls this once. */
export const releaseGitContract = (open: OpenReleaseGit) => {
  const opened = async (t: ExecutionContext) => {
    const repository = testRepository(t)
    const git = await open(repository.path)
    t.teardown(() => git.close())
    const read = (file: string) => readFileSync(join(repository.path, file), 'utf8')
    return { ...repository, read, releaseGit: git }
  }

  // Trees

  treeFilesContract(async (t, files) => {
    const { commit, releaseGit } = await opened(t)
    return releaseGit.tree(commit('Files', files))
  })

  test('a tree is read by its own id or by that of a commit', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const id = commit('First', { 'a/b.txt': 'b\n' })
    const tree = git('rev-parse', `${id}^{tree}`)
    for (const treeish of [id, tree, 'HEAD'])
      t.is(await releaseGit.tree(treeish).read('a/b.txt'), 'b\n')
    t.is(await releaseGit.tree(id).treeOf(''), tree)
    t.is(await releaseGit.tree(id).treeOf('a'), git('rev-parse', `${id}:a`))
  })

  test('what does not exist has no files', async t => {
    const { commit, releaseGit } = await opened(t)
    commit('First', { a: 'a\n' })
    const tree = releaseGit.tree(absent)
    t.deepEqual(await tree.list(''), [])
    t.is(await tree.read('a'), undefined)
  })

  test('links and submodules are no files, a program is one', async t => {
    const { path, commit, git, write, releaseGit } = await opened(t)
    const first = commit('First', { 'a/x': 'x\n' })
    symlinkSync('x', join(path, 'a', 'link'))
    write('a/run', '#!/bin/sh\n')
    chmodSync(join(path, 'a', 'run'), 0o755)
    git('add', '--all')
    git('update-index', '--add', '--cacheinfo', `160000,${first},a/sub`)
    git('commit', '--quiet', '--message', 'More')
    t.deepEqual(await releaseGit.tree('HEAD').list('a'), ['a/run', 'a/x'])
    t.is(await releaseGit.tree('HEAD').read('a/link'), undefined)
  })

  test('a name with a line feed is asked for in vain, and the next question is answered', async t => {
    const { commit, releaseGit } = await opened(t)
    const id = commit('First', { a: 'a\n' })
    const tree = releaseGit.tree(id)
    t.is(await tree.treeOf('x\nHEAD'), undefined)
    t.deepEqual(await releaseGit.versions('x\na', [id]), [undefined])
    t.deepEqual(await releaseGit.treesAt([{ commit: id, folder: 'x\ny' }]), [undefined])
    t.is(await tree.read('a'), 'a\n')
  })

  // History

  test('the commits that touched a path come parents first, with people and trailers', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const first = commit('First\n\nWhy\n\nReason: one\nReason: two\nActivated-By: Ada', {
      p: '1\n',
    })
    commit('Other', { q: '1\n' })
    git('-c', 'user.name=Grace', 'commit', '--quiet', '--allow-empty', '--message', 'Nothing')
    const last = commit('Last', { p: '2\n' })
    const commits = await releaseGit.touching('HEAD', 'p')
    t.deepEqual(
      commits.map(each => each.commit),
      [first, last],
    )
    t.like(commits[0], {
      parents: [],
      author: { name: 'Ada', email: 'ada@example.org' },
      committer: { name: 'Ada', email: 'ada@example.org' },
      subject: 'First',
      trailers: { reason: 'two', 'activated-by': 'Ada' },
    })
    t.is(commits[1]?.parents.length, 1)
    t.is(Date.parse(commits[0]?.at ?? ''), Date.UTC(2026, 0, 1))
    t.deepEqual(await releaseGit.touching('HEAD', 'nowhere'), [])
  })

  test('a merge that differs from one of its parents touched the path', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const base = commit('Base', { p: '1\n' })
    git('switch', '--quiet', '--create', 'side')
    const side = commit('Side', { p: '2\n' })
    git('switch', '--quiet', 'main')
    commit('Main', { q: '1\n' })
    git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'side')
    const merge = git('rev-parse', 'HEAD')
    t.deepEqual(
      (await releaseGit.touching('HEAD', 'p')).map(each => each.commit),
      [base, side, merge],
    )
  })

  test('what each commit changed below a folder is told, old and new name of a file that moved, and of a merge what is its own', async t => {
    const { commit, git, write, releaseGit } = await opened(t)
    const first = commit('First', { 'a/x': '1\n', 'b/x': '1\n' })
    git('mv', 'a/x', 'a/y Ä')
    git('commit', '--quiet', '--message', 'Move')
    const moved = git('rev-parse', 'HEAD')
    git('switch', '--quiet', '--create', 'side')
    const side = commit('Side', { 'a/z': 'side\n', 'b/x': '2\n' })
    git('switch', '--quiet', 'main')
    git('merge', '--quiet', '--no-ff', '--no-commit', 'side')
    write('a/z', 'own\n')
    git('add', 'a/z')
    git('commit', '--quiet', '--message', 'Merge')
    const merge = git('rev-parse', 'HEAD')
    const changed = await releaseGit.changedBelow('HEAD', 'a')
    const told = changed.map(each => [each.commit, [...each.paths].sort()] as const)
    t.deepEqual(told.slice(0, 2), [
      [first, ['a/x']],
      [moved, ['a/x', 'a/y Ä']],
    ])
    const later = Object.fromEntries(told.slice(2))
    t.deepEqual(later[side], ['a/z'])
    t.deepEqual(later[merge], ['a/z'])
    t.deepEqual(
      (await releaseGit.changedBelow('HEAD', '')).find(each => each.commit === side)?.paths,
      ['a/z', 'b/x'],
    )
  })

  test('a file and folders are read as several commits have them', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const first = commit('First', { 'a/p': '1\n' })
    const second = commit('Second', { 'a/p': '2\n', 'b/p': '1\n' })
    t.deepEqual(await releaseGit.versions('a/p', [second, first, second]), ['2\n', '1\n', '2\n'])
    t.deepEqual(await releaseGit.versions('b/p', [first, second]), [undefined, '1\n'])
    t.deepEqual(await releaseGit.versions('a', [first]), [undefined])
    t.deepEqual(
      await releaseGit.treesAt([
        { commit: first, folder: 'a' },
        { commit: first, folder: 'b' },
        { commit: second, folder: 'b' },
        { commit: second, folder: 'a/p' },
      ]),
      [git('rev-parse', `${first}:a`), undefined, git('rev-parse', `${second}:b`), undefined],
    )
  })

  // The working tree

  test('what differs from HEAD is told, and of what is untracked only what lies below the folder', async t => {
    const { commit, git, write, releaseGit } = await opened(t)
    commit('First', { 'a/x': '1\n', 'b/x': '1\n', 'c/x Ä': '1\n', '.gitignore': '*.log\n' })
    t.deepEqual(await releaseGit.dirty('a'), [])
    write('b/x', '2\n')
    git('mv', 'c/x Ä', 'c/y')
    write('a/new', '1\n')
    write('a/new.log', '1\n')
    write('ab/new', '1\n')
    t.deepEqual([...(await releaseGit.dirty('a'))].sort(), ['a/new', 'b/x', 'c/x Ä', 'c/y'])
    t.true((await releaseGit.dirty('')).includes('ab/new'))
  })

  test('a branch is made, checked out and removed', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const first = commit('First', { a: '1\n' })
    const second = commit('Second', { a: '2\n' })
    t.false(await releaseGit.hasBranch('release/a-1.0.0'))
    await releaseGit.switchTo('release/a-1.0.0', first)
    t.is(git('symbolic-ref', 'HEAD'), 'refs/heads/release/a-1.0.0')
    t.is(git('rev-parse', 'HEAD'), first)
    t.true(await releaseGit.hasBranch('release/a-1.0.0'))
    t.false(await releaseGit.hasBranch('release/a'))
    await releaseGit.switchTo('main')
    t.is(git('rev-parse', 'HEAD'), second)
    await releaseGit.removeBranch('release/a-1.0.0')
    t.false(await releaseGit.hasBranch('release/a-1.0.0'))
  })

  test('a switch that would lose work is refused in Git’s words, and so is one to nowhere', async t => {
    const { commit, write, read, releaseGit } = await opened(t)
    const first = commit('First', { a: '1\n' })
    commit('Second', { a: '2\n' })
    write('a', 'mine\n')
    const error = await t.throwsAsync(releaseGit.switchTo('older', first), { code: 'GIT_FAILED' })
    t.regex(error?.message ?? '', /overwritten/)
    t.is(read('a'), 'mine\n')
    await t.throwsAsync(releaseGit.switchTo('nowhere'), { code: 'GIT_FAILED' })
    await t.throwsAsync(releaseGit.removeBranch('nowhere'), { code: 'GIT_FAILED' })
  })

  test('a folder is committed, with what was removed, and nothing else, and the message stays as it is', async t => {
    const { commit, git, write, releaseGit } = await opened(t)
    commit('First', { 'a/gone': 'gone\n', 'a/x': '1\n', 'b/x': '1\n' })
    git('rm', '--quiet', '--cached', 'a/gone')
    git('clean', '--quiet', '--force', 'a/gone')
    write('a/x', '2\n')
    write('a/new', '1\n')
    write('b/x', '2\n')
    write('b/staged', '1\n')
    git('add', 'b')
    const message = 'feat(a): Say more\n\n# no comment\n\nReason: because\n'
    const made = await releaseGit.commitFolder('a', message)
    t.is(git('rev-parse', 'HEAD'), made)
    t.is(git('show', '--name-status', '--format=', made), 'D\ta/gone\nA\ta/new\nM\ta/x')
    t.is(git('log', '-1', '--format=%B', made), message)
    t.is(git('diff', '--cached', '--name-only'), 'b/staged\nb/x')
  })

  test('a hook that refuses a commit is heard, and nothing is committed', async t => {
    const { path, commit, git, write, releaseGit } = await opened(t)
    const first = commit('First', { 'a/x': '1\n' })
    const hook = join(path, '.git', 'hooks', 'pre-commit')
    write('.git/hooks/pre-commit', '#!/bin/sh\necho "Not on a Friday." >&2\nexit 1\n')
    chmodSync(hook, 0o755)
    write('a/x', '2\n')
    const error = await t.throwsAsync(releaseGit.commitFolder('a', 'Second\n'), {
      code: 'GIT_FAILED',
    })
    t.regex(error?.message ?? '', /Not on a Friday/)
    t.is(git('rev-parse', 'HEAD'), first)
  })

  test('a folder of a commit is written into another one, beside what is there', async t => {
    const { path, commit, git, write, read, releaseGit } = await opened(t)
    const first = commit('First', { 'a/1/x': 'x\n', 'a/1/deep/run': '#!/bin/sh\n' })
    git('update-index', '--chmod=+x', 'a/1/deep/run')
    git('commit', '--quiet', '--message', 'A program')
    write('a/2/own', 'own\n')
    await releaseGit.copyFolder('HEAD', 'a/1', 'a/2')
    t.is(read('a/2/x'), 'x\n')
    t.is(read('a/2/own'), 'own\n')
    t.is(read('a/2/deep/run'), '#!/bin/sh\n')
    t.is(git('diff', '--cached', '--name-only'), '')
    await t.throwsAsync(releaseGit.copyFolder(first, 'nowhere', 'a/3'), { code: 'GIT_FAILED' })
    t.false(existsSync(join(path, 'a', '3')))
  })

  test('the tree with a folder as it is now is told without touching the index', async t => {
    const { commit, git, write, releaseGit } = await opened(t)
    commit('First', { 'a/x': '1\n', 'b/x': '1\n' })
    write('a/x', '2\n')
    write('a/new', '1\n')
    write('b/x', '2\n')
    git('add', 'b/x')
    const tree = await releaseGit.treeWith('a')
    t.is(git('diff', '--cached', '--name-only'), 'b/x')
    t.is(git('status', '--porcelain', 'a'), ' M a/x\n?? a/new')
    t.is(
      await releaseGit.commitFolder('a', 'Second\n').then(id => git('rev-parse', `${id}^{tree}`)),
      tree,
    )
  })

  test('the tree of the index is told, the person’s or the one of a hook', async t => {
    const { path, commit, git, write, releaseGit } = await opened(t)
    commit('First', { 'a/x': '1\n' })
    write('a/x', '2\n')
    git('add', 'a/x')
    const staged = git('write-tree')
    t.is(await releaseGit.indexTree(undefined), staged)
    const other = join(path, '.git', 'other-index')
    writeFileSync(other, readFileSync(join(path, '.git', 'index')))
    write('a/x', '3\n')
    git('add', 'a/x')
    t.is(await releaseGit.indexTree(other), staged)
    t.not(await releaseGit.indexTree(undefined), staged)
  })

  test('a file of the working tree is read and written, with its folders', async t => {
    const { releaseGit, read } = await opened(t)
    t.is(await releaseGit.readFile('a/b/c'), undefined)
    await releaseGit.writeFile('a/b/c', 'Ä\n')
    t.is(await releaseGit.readFile('a/b/c'), 'Ä\n')
    await releaseGit.writeFile('a/b/c', '')
    t.is(read('a/b/c'), '')
  })

  test('a folder is brought back to HEAD, also one that HEAD does not have, and nothing else', async t => {
    const { path, commit, git, write, read, releaseGit } = await opened(t)
    commit('First', { 'a/x': '1\n', 'b/x': '1\n' })
    write('a/x', '2\n')
    write('a/deep/new', '1\n')
    write('b/x', '2\n')
    write('c/new', '1\n')
    git('add', 'a/x', 'c')
    await releaseGit.discard('a')
    t.is(read('a/x'), '1\n')
    t.false(existsSync(join(path, 'a', 'deep')))
    await releaseGit.discard('c')
    t.false(existsSync(join(path, 'c')))
    t.is(git('status', '--porcelain'), ' M b/x')
  })

  // Remotes

  test('tags are brought to a remote, all or none, and a remote that is gone is told of', async t => {
    const { commit, git, releaseGit } = await opened(t)
    const folder = temporaryFolder(t)
    git('init', '--quiet', '--bare', folder)
    git('remote', 'add', 'origin', folder)
    const first = commit('First', { a: '1\n' })
    git('tag', 'a/v1.0.0')
    git('tag', 'b/v1.0.0')
    const there = () => git('ls-remote', '--tags', 'origin').split('\n').filter(Boolean).length
    await t.throwsAsync(releaseGit.pushTags('origin', ['a/v1.0.0', 'nowhere']), {
      code: 'REMOTE_FAILED',
    })
    t.is(there(), 0)
    await releaseGit.pushTags('origin', ['a/v1.0.0', 'b/v1.0.0'])
    t.is(there(), 2)
    t.true(git('ls-remote', '--tags', 'origin').includes(first))
    await t.throwsAsync(releaseGit.pushTags('elsewhere', ['a/v1.0.0']), { code: 'REMOTE_FAILED' })
  })

  test('it can be closed twice, also if nothing was asked', async t => {
    const { releaseGit } = await opened(t)
    await releaseGit.close()
    await releaseGit.close()
    t.pass()
  })
}
