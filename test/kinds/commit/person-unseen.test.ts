// Cases from Git's manual (githooks, git-worktree, gitattributes, git-commit-tree) and from public trackers, written before the
// rules and run for the first time when they were done. What they showed then is in docs/reliability.md.
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { temporaryFolder } from '../../support/repository.ts'
import { page, personAtWork } from './person.support.ts'

const begun = personAtWork(test)

// sourcegit-scm/sourcegit#1254: a switch that takes effect late.
test('a new branch without the commit is made while the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('switch', '--quiet', '--create', 'fix', 'HEAD~1'))
  t.is(story.git('rev-parse', 'fix'), story.base)
  t.regex(await story.stateOf(commit), /^planned /)
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('main'), 1)
})

test('the branch is deleted and made again below the commit', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => {
    story.git('switch', '--quiet', 'release')
    story.git('branch', '--force', 'main', 'release')
    story.git('switch', '--quiet', 'main')
  })
  await story.updated()
  t.is(story.git('rev-parse', 'main'), story.base)
  t.is(await story.stateOf(commit), 'skipped rewritten')
})

test('HEAD is pointed at another branch by git symbolic-ref, files as they were', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('symbolic-ref', 'HEAD', 'refs/heads/release'))
  t.is(story.git('rev-parse', 'release'), story.base)
  t.regex(await story.stateOf(commit), /^planned /)
  story.git('symbolic-ref', 'HEAD', 'refs/heads/main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('an orphan branch is begun while the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('switch', '--quiet', '--orphan', 'pages'))
  t.regex(await story.stateOf(commit), /^planned /)
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('the commit is rebased onto another one while the model is asked', async t => {
  const story = await begun(t)
  story.git('switch', '--quiet', 'release')
  story.commit('Release notes', { 'NOTES.md': '# Notes\n' })
  story.git('switch', '--quiet', 'main')
  const commit = story.read()
  await story.updated(request => request === 1 && void story.git('rebase', '--quiet', 'release'))
  await story.updated()
  t.is(await story.stateOf(commit), 'skipped rewritten')
  t.is(story.documentedOn('main'), 1)
  t.is(story.documentedOn('release'), 0)
  t.is(story.doc(), page('readEvery', 'writeAll').trimEnd())
})

test('more is committed on the branch while the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(request => request === 1 && void story.commit('More', { more: 'x\n' }))
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('main'), 1)
})

test('work is stashed and everything is collected while the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  story.write('src/other.ts', 'export const other = 2\n')
  await story.updated(() => {
    story.git('stash', '--quiet')
    story.git('gc', '--quiet', '--prune=now')
  })
  t.is(await story.stateOf(commit), 'success')
  story.git('stash', 'pop', '--quiet')
  t.is(story.dirty(), ' M src/other.ts')
  story.sound()
})

test('a bisect is begun while the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('bisect', 'start', 'HEAD', 'HEAD~1'))
  t.is(await story.stateOf(commit), 'planned bisect')
  story.git('bisect', 'reset')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('the commit is squashed into another one, in the middle of a batch', async t => {
  const story = await begun(t)
  const [first, second] = [story.read(), story.write_()]
  await story.updated(request => {
    if (request !== 1) return
    story.git('reset', '--quiet', '--soft', 'HEAD~2')
    story.git('commit', '--quiet', '--message', 'Rename both')
  })
  await story.updated()
  t.is(story.doc(), page('readEvery', 'writeEvery').trimEnd())
  t.regex(await story.stateOf(first), /^(skipped|success)/)
  t.regex(await story.stateOf(second), /^(skipped|success)/)
  story.documentedOn('main')
})

// gitattributes(5)
test('working-tree-encoding: the file is written in its encoding', async t => {
  const story = await begun(t)
  story.write('.gitattributes', 'docs/*.md working-tree-encoding=UTF-16LE eol=lf\n')
  story.git('add', '.gitattributes')
  story.git('commit', '--quiet', '--message', 'Attributes')
  rmSync(join(story.path, 'docs/api.md'))
  story.git('checkout', '--quiet', 'docs/api.md')
  await story.updated()
  const commit = story.read()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.dirty(), '')
})

test('eol=crlf: the file keeps its line endings', async t => {
  const story = await begun(t)
  story.commit('Attributes', { '.gitattributes': '*.md text eol=crlf\n' })
  rmSync(join(story.path, 'docs/api.md'))
  story.git('checkout', '--quiet', 'docs/api.md')
  await story.updated()
  const commit = story.read()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.dirty(), '')
  t.false(story.doc().includes('\r'))
})

test('a smudge filter whose program is missing is reported before the model is asked', async t => {
  const story = await begun(t)
  story.commit('Attributes', { '.gitattributes': 'docs/*.md filter=gone\n' })
  story.git('config', 'filter.gone.clean', 'no-such-program-here')
  story.git('config', 'filter.gone.smudge', 'no-such-program-here')
  story.git('config', 'filter.gone.required', 'true')
  await story.updated()
  const commit = story.read()
  await story.updated()
  t.deepEqual(story.asked, [])
  t.regex(await story.stateOf(commit), /^planned /)
})

// jupyterlab/jupyterlab-git#689, theforeman/foreman-packaging#7435
test('an empty name is no identity', async t => {
  const story = await begun(t)
  const commit = story.read()
  story.git('config', 'user.name', '')
  await story.updated()
  t.deepEqual(story.asked, [])
  t.is(await story.stateOf(commit), 'planned identity')
})

// charmbracelet/crush#3102, gitbutlerapp/gitbutler#8345
test('ssh signing with a key that is not there is noticed before the model is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  story.git('config', 'commit.gpgSign', 'true')
  story.git('config', 'gpg.format', 'ssh')
  story.git('config', 'user.signingKey', join(temporaryFolder(t), 'missing.pub'))
  await story.updated()
  t.deepEqual(story.asked, [])
  t.is(await story.stateOf(commit), 'planned signing')
})

// git-town/git-town#3629
test('a lock that another Git left stays, and the doc commit waits for it', async t => {
  const story = await begun(t)
  const commit = story.read()
  const lock = join(story.path, '.git', 'index.lock')
  await story.updated(() => writeFileSync(lock, ''))
  t.is(await story.stateOf(commit), 'planned index-locked')
  rmSync(lock)
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('the branch’s own lock makes the doc commit wait', async t => {
  const story = await begun(t)
  const commit = story.read()
  const lock = join(story.path, '.git', 'refs', 'heads', 'main.lock')
  await story.updated(() => writeFileSync(lock, ''))
  t.regex(await story.stateOf(commit), /^planned /)
  rmSync(lock)
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('a document that becomes a submodule’s is reported', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => {
    story.git('rm', '--quiet', '-r', '--cached', 'docs')
    story.git('update-index', '--add', '--cacheinfo', `160000,${story.base},docs`)
  })
  t.regex(await story.stateOf(commit), /^planned /)
  t.is(story.documentedOn('main'), 0)
})

test('objects that may not be written make the doc commit wait, and nothing is asked', async t => {
  if (process.getuid?.() === 0) return t.pass()
  const story = await begun(t)
  const commit = story.read()
  const objects = join(story.path, '.git', 'objects')
  chmodSync(objects, 0o500)
  await story.updated().catch(() => {})
  chmodSync(objects, 0o700)
  t.deepEqual(story.asked, [])
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('a merge brings the commit to the branch that is checked out', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => {
    story.git('switch', '--quiet', 'release')
    story.git('merge', '--quiet', '--no-edit', '--no-ff', 'main')
  })
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('release'), 1)
  t.is(story.documentedOn('main'), 0)
})
