// What a person does to branch, HEAD, index and configuration between planning and publishing. These cases were there while
// the rules were written; those in person-unseen.test.ts were not looked at until the end (docs/reliability.md).
import { join } from 'node:path'
import test from 'ava'
import { temporaryFolder } from '../../support/repository.ts'
import { page, personAtWork } from './person.support.ts'

const begun = personAtWork(test)

test('another branch is checked out while the model is asked: its own branch gets the doc commit, later', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('switch', '--quiet', 'release'))
  t.is(await story.stateOf(commit), 'planned other-branch')
  t.is(story.documentedOn('release') + story.documentedOn('main'), 0)
  t.is(story.git('rev-parse', 'release'), story.base)
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('main'), 1)
  t.is(story.asked.length, 1, 'the answer was kept')
  t.is(story.dirty(), '')
  story.sound()
})

test('a batch ends where another branch is checked out: nothing more is asked or committed there', async t => {
  const story = await begun(t)
  const [first, second] = [story.read(), story.write_()]
  await story.updated(request => request === 1 && void story.git('switch', '--quiet', 'release'))
  t.is(story.asked.length, 1)
  t.is(story.git('rev-parse', 'release'), story.base)
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.deepEqual([await story.stateOf(first), await story.stateOf(second)], ['success', 'success'])
  t.is(story.documentedOn('main'), 2)
  t.is(story.doc(), page('readEvery', 'writeEvery').trimEnd())
})

test('the commit is reset away while the model is asked: nothing is documented, and its run follows', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('reset', '--quiet', '--hard', 'HEAD~1'))
  t.is(story.git('rev-parse', 'main'), story.base)
  await story.updated()
  t.is(await story.stateOf(commit), 'skipped rewritten')
  t.is(story.documentedOn('main'), 0)
})

test('the commit is amended while the model is asked: the new one is documented, once, for one answer', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(request => {
    if (request === 1)
      story.git('commit', '--quiet', '--amend', '--message', 'Rename readAll, said better')
  })
  await story.updated()
  const amended = story.git('rev-parse', 'HEAD~1')
  t.is(await story.stateOf(commit), 'skipped rewritten')
  t.is(await story.stateOf(amended), 'success')
  t.is(story.documentedOn('main'), 1)
})

test('HEAD is detached while the model is asked: the doc commit waits for a branch', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('switch', '--quiet', '--detach'))
  t.is(await story.stateOf(commit), 'planned detached-head')
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('main'), 1)
})

test('the branch gets another name while the model is asked: the doc commit is on it', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('branch', '--move', 'main', 'trunk'))
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('trunk'), 1)
})

test('a branch that has the commit too is as good as the first', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => story.git('switch', '--quiet', '--create', 'topic'))
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('topic'), 1)
  t.is(story.documentedOn('main'), 0)
})

test('the branch is checked out in another worktree while the model is asked: the doc commit waits', async t => {
  const story = await begun(t)
  const commit = story.read()
  const other = join(temporaryFolder(t), 'other')
  await story.updated(() => {
    story.git('switch', '--quiet', 'release')
    story.git('worktree', 'add', '--quiet', other, 'main')
  })
  t.is(await story.stateOf(commit), 'planned other-branch')
  t.is(story.git('rev-parse', 'release'), story.base)
  story.git('worktree', 'remove', other)
  story.git('switch', '--quiet', 'main')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('nothing is asked for a commit whose branch was left before', async t => {
  const story = await begun(t)
  story.read()
  story.git('switch', '--quiet', 'release')
  await story.updated()
  t.deepEqual(story.asked, [])
})

test('without an identity nothing is asked, and the run says how to set one', async t => {
  const story = await begun(t)
  const commit = story.read()
  story.git('config', 'user.useConfigOnly', 'true')
  story.git('config', '--unset', 'user.name')
  story.git('config', '--unset', 'user.email')
  await story.updated()
  t.deepEqual(story.asked, [])
  t.is(await story.stateOf(commit), 'planned identity')
  story.git('config', 'user.name', 'Ada')
  story.git('config', 'user.email', 'ada@example.org')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('a signer that does not sign is noticed before anything is asked', async t => {
  const story = await begun(t)
  const commit = story.read()
  story.git('config', 'commit.gpgSign', 'true')
  story.git('config', 'gpg.program', 'false')
  await story.updated()
  t.deepEqual(story.asked, [])
  t.is(await story.stateOf(commit), 'planned signing')
  story.git('config', '--unset', 'commit.gpgSign')
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
})

test('a keyword that Git expands in the section is no edit of the person’s', async t => {
  const story = await begun(t)
  story.commit('Attributes', { '.gitattributes': 'docs/*.md ident\n' })
  story.commit('Page', {
    'docs/api.md': page('readAll', 'writeAll').replace('to read.', 'to read. $Id$'),
  })
  story.git('rm', '--quiet', '--cached', 'docs/api.md')
  story.git('reset', '--quiet', '--hard')
  await story.updated()
  const commit = story.read()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.dirty(), '')
  t.true(story.doc().includes('readEvery'))
})

test('a clean filter is applied to the new text, and nothing is dirty after', async t => {
  const story = await begun(t)
  story.git('config', 'filter.up.clean', "sed 's/Every/EVERY/'")
  story.git('config', 'filter.up.smudge', 'cat')
  story.commit('Attributes', { '.gitattributes': 'docs/*.md filter=up\n' })
  await story.updated()
  const commit = story.read()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.dirty(), '')
  t.true(story.doc().includes('readEVERY'))
})
