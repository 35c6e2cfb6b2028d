// Long because each test file is a process of its own: what belongs together shares one.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import type { Diff } from '../../../src/ports/diff.ts'
import type { Repository } from '../../../src/ports/repository.ts'
import { type TestRepository, temporaryFolder, testRepository } from '../../support/repository.ts'
import { repositoryContract } from './repository.contract.ts'

repositoryContract({ open: openNativeRepository, diffs: true })

const opened = async (t: ExecutionContext, path: string): Promise<Repository> => {
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  return repository
}

const statuses = (diff: Diff) => diff.map(({ status, path }) => `${status} ${path}`)
const linesOf = (diff: Diff) =>
  diff.flatMap(({ hunks }) => hunks).flatMap(({ lines }) => lines.map(({ text }) => text))

test('a linked worktree has its own HEAD and the common git directory', async t => {
  const { path, commit, git } = testRepository(t)
  const first = commit('first', { a: 'a\n' })
  const linked = join(temporaryFolder(t), 'linked')
  git('worktree', 'add', '--quiet', '-b', 'feature', linked)
  mkdirSync(join(linked, 'deep'))
  const main = await opened(t, path)
  const repository = await opened(t, join(linked, 'deep'))
  t.is(repository.facts.root, realpathSync(linked))
  t.is(repository.facts.commonDirectory, main.facts.gitDirectory)
  t.is(repository.facts.gitDirectory, join(main.facts.gitDirectory, 'worktrees', 'linked'))
  t.deepEqual(await repository.head(), { ref: 'refs/heads/feature', commit: first })
  t.deepEqual(statuses(await repository.diff(first)), ['added a'])
})

test('a merge is read in a linked worktree of a folder with an odd name', async t => {
  const path = join(temporaryFolder(t), 'a: "b"\nc')
  mkdirSync(path)
  const made = testRepository(t, { path })
  const merge = mergedWithOwnChange(made)
  const linked = join(temporaryFolder(t), 'l: "i"\nnked')
  made.git('worktree', 'add', '--quiet', '--detach', linked)
  const repository = await opened(t, linked)
  t.is(repository.facts.root, realpathSync(linked))
  t.deepEqual(statuses(await repository.diff(merge)), ['modified other'])
})

/** Both sides change one file far apart, so that only a real merge tells that the merge itself changed the other. */
const mergedWithOwnChange = ({ git, commit, write }: TestRepository): string => {
  const text = (first: string, last: string) => `${first}\n${'line\n'.repeat(10)}${last}\n`
  commit('base', { file: text('a', 'b'), other: 'other\n' })
  git('switch', '--quiet', '--create', 'side')
  commit('side', { file: text('A', 'b') })
  git('switch', '--quiet', 'main')
  commit('main', { file: text('a', 'B') })
  git('merge', '--quiet', '--no-commit', 'side')
  write('other', 'changed\n')
  git('commit', '--quiet', '--all', '--no-edit')
  return git('rev-parse', 'HEAD')
}

test('a repository with SHA-256 is read', async t => {
  const made = testRepository(t, { init: ['--object-format=sha256'] })
  const merge = mergedWithOwnChange(made)
  const repository = await opened(t, made.path)
  t.is(repository.facts.objectFormat, 'sha256')
  t.is(merge.length, 64)
  t.deepEqual(statuses(await repository.diff(merge)), ['modified other'])
  const root = made.git('rev-list', '--max-parents=0', 'HEAD')
  const [added] = await repository.diff(root)
  t.is(added?.oldBlob, '0'.repeat(64))
  t.is(Buffer.from((await repository.file(root, 'other'))?.bytes ?? []).toString(), 'other\n')
  t.is((await repository.commits({ from: [root], to: merge })).length, 3)
})

test("a submodule's folder is a repository of its own", async t => {
  const inner = testRepository(t)
  const id = inner.commit('inner', { a: 'a\n' })
  const { path, commit, git } = testRepository(t)
  commit('outer', { b: 'b\n' })
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'lib/inner')
  const repository = await opened(t, join(path, 'lib', 'inner'))
  t.is(repository.facts.root, realpathSync(join(path, 'lib', 'inner')))
  t.is((await repository.head()).commit, id)
})

test('hunks name the definition around them', async t => {
  const { path, commit } = testRepository(t)
  const text = (last: string) =>
    `function grüßen(a) {\n${'  // x\n'.repeat(8)}  return ${last}\n}\n`
  commit('first', { 'a.js': text('1') })
  const [change] = await (await opened(t, path)).diff(commit('second', { 'a.js': text('2') }))
  t.deepEqual(
    change?.hunks.map(({ heading }) => heading),
    ['function grüßen(a) {'],
  )
})

test("the repository's attributes decide what is binary", async t => {
  const { path, commit } = testRepository(t)
  const id = commit('first', { '.gitattributes': '*.lock -diff\n', 'a.lock': 'text\n' })
  const diff = await (await opened(t, path)).diff(id)
  t.is(diff.find(change => change.path === 'a.lock')?.binary, true)
})

/** A history with something for each setting that could show: a commit of many changes, and a merge with a conflict. */
const richHistory = ({ git, commit, write }: TestRepository) => {
  const lines = (word: string) => Array.from({ length: 20 }, (_, index) => `${word} ${index}`)
  const text = (word: string, ...last: string[]) => [...lines(word), ...last, ''].join('\n')
  const block = (name: string) => `def ${name}\n  foo\nend\n`
  const first = commit('first', {
    'tab\tü.js': 'function a() {\n1\n\n2\n}\n',
    'blocks.rb': `${block('a')}\n${block('c')}`,
    one: text('one'),
    two: text('two'),
    moved: text('moved'),
    conflict: 'base\n',
  })
  git('mv', 'one', 'renamed-one')
  git('mv', 'two', 'renamed-two')
  git('update-index', '--add', '--cacheinfo', `160000,${first},sub`)
  write('.gitmodules', '[submodule "sub"]\n  path = sub\n  url = ./x\n  ignore = all\n')
  write('tab\tü.js', 'function a() {\n1\n\n3\n}\n')
  write('blocks.rb', `${block('a')}\n${block('b')}\n${block('c')}`)
  write('renamed-one', text('one', 'more'))
  write('renamed-two', text('two', 'more'))
  git('add', '.gitmodules', '*.js', '*.rb', 'renamed-*')
  git('commit', '--quiet', '--message', 'second')
  const second = git('rev-parse', 'HEAD')
  git('switch', '--quiet', '--create', 'side')
  git('mv', 'moved', 'elsewhere')
  write('conflict', 'side\n')
  git('commit', '--quiet', '--all', '--message', 'side')
  git('switch', '--quiet', 'main')
  write('moved', text('moved', 'more'))
  write('conflict', 'main\n')
  git('commit', '--quiet', '--all', '--message', 'main')
  try {
    git('merge', '--quiet', 'side')
  } catch {
    // The conflict is meant.
  }
  write('conflict', 'both\n')
  git('add', 'conflict')
  git('commit', '--quiet', '--no-edit')
  return { second, merge: git('rev-parse', 'HEAD') }
}

test("nothing of the person's configuration changes what is read", async t => {
  const made = testRepository(t)
  const { path, git } = made
  const { second, merge } = richHistory(made)
  const read = async () => {
    const repository = await openNativeRepository(path)
    const answers = {
      commits: await repository.commits({ from: [], to: merge }),
      commit: await repository.commit(second),
      diff: await repository.diff(second),
      merge: await repository.diff(merge),
      tree: await repository.tree(second),
    }
    await repository.close()
    return answers
  }
  const before = await read()
  t.deepEqual(statuses(before.diff), [
    'added .gitmodules',
    'modified blocks.rb',
    'renamed renamed-one',
    'renamed renamed-two',
    'added sub',
    'modified tab\tü.js',
  ])
  t.deepEqual(statuses(before.merge), ['modified conflict'])
  t.is(before.merge[0]?.hunks[0]?.lines.length, 6)
  const attributes = join(temporaryFolder(t), 'attributes')
  writeFileSync(attributes, '* -diff\n')
  git('config', 'core.attributesFile', attributes)
  for (const [key, value] of Object.entries({
    'color.ui': 'always',
    'core.abbrev': '5',
    'core.quotePath': 'false',
    'diff.algorithm': 'patience',
    'diff.context': '0',
    'diff.external': 'false',
    'diff.ignoreSubmodules': 'all',
    'diff.indentHeuristic': 'false',
    'diff.interHunkContext': '9',
    'diff.mnemonicPrefix': 'true',
    'diff.noprefix': 'true',
    'diff.orderFile': '/dev/null',
    'diff.relative': 'true',
    'diff.renameLimit': '1',
    'diff.renames': 'false',
    'diff.submodule': 'log',
    'diff.suppressBlankEmpty': 'true',
    'format.pretty': 'oneline',
    'i18n.logOutputEncoding': 'ISO-8859-1',
    'log.date': 'relative',
    'log.diffMerges': 'first-parent',
    'log.follow': 'true',
    'log.showRoot': 'false',
    'log.showSignature': 'true',
    'merge.conflictStyle': 'diff3',
    'merge.directoryRenames': 'true',
    'merge.renameLimit': '1',
    'merge.renames': 'false',
    'merge.renormalize': 'true',
    'submodule.sub.ignore': 'all',
  }))
    git('config', key, value)
  t.deepEqual(await read(), before)
})

test('a merge driver is not run for reading', async t => {
  const made = testRepository(t)
  made.write('.gitattributes', 'file merge=own\n')
  const merge = mergedWithOwnChange(made)
  const trace = join(temporaryFolder(t), 'ran')
  made.git('config', 'merge.own.driver', `touch '${trace}'`)
  t.deepEqual(statuses(await (await opened(t, made.path)).diff(merge)), ['modified other'])
  t.false(existsSync(trace))
})

test('where a merge cannot be redone, its changes are the files unlike those of every parent', async t => {
  const made = testRepository(t)
  const merge = mergedWithOwnChange(made)
  // The base of the merge is gone, its parents are not.
  const base = made.git('merge-base', 'main^1', 'main^2')
  const blob = made.git('rev-parse', `${base}:file`)
  const loose = join(made.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2))
  chmodSync(loose, 0o644)
  made.write(join('.git', 'objects', blob.slice(0, 2), blob.slice(2)), 'damaged')
  const repository = await opened(t, made.path)
  t.deepEqual(statuses(await repository.diff(merge)), ['modified file', 'modified other'])
})

test('a replaced commit is read as Git shows it', async t => {
  const { path, commit, git } = testRepository(t)
  const first = commit('first', { a: 'a\n' })
  const second = commit('second', { a: 'b\n' })
  const other = git('commit-tree', `${first}^{tree}`, '-p', first, '-m', 'replaced')
  git('replace', second, other)
  const repository = await opened(t, path)
  t.is((await repository.commit(second)).subject, 'replaced')
  t.deepEqual(await repository.diff(second), [])
})

test('a damaged object fails its own request and no other', async t => {
  const { path, commit, git, write } = testRepository(t)
  const first = commit('first', { a: 'one\n' })
  const second = commit('second', { a: 'two\n' })
  const third = commit('third', { a: 'three\n' })
  const blob = git('rev-parse', `${first}:a`)
  const loose = join('.git', 'objects', blob.slice(0, 2), blob.slice(2))
  chmodSync(join(path, loose), 0o644)
  write(loose, 'damaged')
  const repository = await opened(t, path)
  const [damaged, sound, again] = await Promise.allSettled([
    repository.diff(first),
    repository.diff(third),
    repository.diff(third),
  ])
  t.is(damaged.status, 'rejected')
  t.is(damaged.status === 'rejected' && damaged.reason.code, 'GIT_FAILED')
  t.is(sound.status, 'fulfilled')
  t.is(again.status, 'fulfilled')
  await t.throwsAsync(repository.diff(second), { code: 'GIT_FAILED' })
  await t.throwsAsync(repository.file(first, 'a'), { code: 'GIT_FAILED' })
  t.deepEqual(linesOf(await repository.diff(third)), ['two', 'three'])
  t.is((await repository.commit(third)).subject, 'third')
})

test('after close nothing is answered, and what was awaited is given up', async t => {
  const { path, commit } = testRepository(t)
  const id = commit('first', { a: 'a\n'.repeat(100_000) })
  const repository = await openNativeRepository(path)
  const awaited = t.throwsAsync(repository.diff(id), { code: 'INTERRUPTED' })
  await repository.close()
  await awaited
  await t.throwsAsync(repository.commit(id), { code: 'INTERRUPTED' })
  await repository.close()
})

test('merges asked for at once are answered, and those awaited at close given up', async t => {
  const made = testRepository(t)
  const merge = mergedWithOwnChange(made)
  const repository = await openNativeRepository(made.path)
  const diffs = await Promise.all([1, 2, 3, 4].map(() => repository.diff(merge)))
  for (const diff of diffs) t.deepEqual(statuses(diff), ['modified other'])
  const awaited = Promise.allSettled([1, 2, 3, 4].map(() => repository.diff(merge)))
  await repository.commit(merge)
  await repository.close()
  for (const result of await awaited)
    if (result.status === 'rejected') t.is(result.reason.code, 'INTERRUPTED')
    else t.deepEqual(statuses(result.value), ['modified other'])
})

test('an index that Git is writing is not waited for', async t => {
  const { path, commit, write } = testRepository(t)
  const id = commit('first', { a: 'a\n' })
  write('.git/index.lock', '')
  const repository = await opened(t, path)
  t.deepEqual(statuses(await repository.diff(id)), ['added a'])
  t.is(readFileSync(join(path, '.git/index.lock'), 'utf8'), '')
})
