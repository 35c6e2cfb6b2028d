// From Git's manual and public trackers; written and run only when the rules were done (docs/reliability.md).
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { temporaryFolder, testRepositoryAt } from '../../support/repository.ts'
import {
  assertPublished,
  documented,
  edits,
  newReadme,
  newTwo,
  oldTwo,
  open,
  place,
  prepared,
  read,
  sectionEdit,
} from './publisher.support.ts'

const published = { state: 'published' } as const
const back = [sectionEdit('README.md', newTwo, oldTwo)]

test('core.sharedRepository: others of the group can write beside the new objects', async t => {
  const repository = documented(t, { init: ['--shared=group'] })
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(commit, edits), published)
  assertPublished(t, repository, commit)
  const objects = join(repository.path, '.git/objects')
  const folder = join(objects, commit.id.slice(0, 2))
  t.is(statSync(folder).mode & 0o070, 0o070)
  t.is(statSync(join(folder, commit.id.slice(2))).mode & 0o777, 0o444)
})

test('a clone that borrows its objects writes into its own store', async t => {
  const origin = documented(t)
  const path = join(temporaryFolder(t), 'clone')
  execFileSync('git', ['clone', '--quiet', '--shared', origin.path, path])
  const repository = testRepositoryAt(path)
  repository.git('config', 'user.name', 'Ada')
  repository.git('config', 'user.email', 'ada@example.org')
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(commit, edits), published)
  assertPublished(t, repository, commit)
  t.throws(() => origin.git('cat-file', '-e', commit.id))
})

test('a filter that is set between two doc commits of a process is applied to the second', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  t.deepEqual(await publisher.publish(await prepared(t, publisher), edits), published)
  repository.git('config', 'filter.up.clean', "sed 's/--old/--OLD/'")
  repository.git('config', 'filter.up.smudge', 'cat')
  mkdirSync(join(repository.path, '.git/info'), { recursive: true })
  writeFileSync(join(repository.path, '.git/info/attributes'), '*.md filter=up\n')
  const commit = await prepared(t, publisher, back)
  t.deepEqual(await publisher.publish(commit, back), published)
  t.regex(repository.git('show', 'HEAD:README.md'), /--OLD/)
  t.is(repository.git('status', '--porcelain'), '')
})

test('a sparse checkout that leaves the attributes of a document out is said before anything is done', async t => {
  const repository = documented(t)
  repository.commit('Attributes', { '.gitattributes': '*.md filter=up\n' })
  repository.git('config', 'filter.up.clean', "sed 's/--new/--NEW/'")
  repository.git('config', 'filter.up.smudge', 'cat')
  repository.git('sparse-checkout', 'set', '--no-cone', '/README.md', '/docs/')
  t.false(existsSync(join(repository.path, '.gitattributes')))
  const work = { basis: { commit: repository.git('rev-parse', 'HEAD') }, files: ['README.md'] }
  const blocker = await open(repository).blocker(work)
  t.is(blocker?.reason, 'document-converted')
  t.regex(blocker?.detail ?? '', /\.gitattributes is not checked out/)
  repository.git('sparse-checkout', 'add', '/.gitattributes')
  t.is(await open(repository).blocker(work), undefined)
})

test('signing that is turned on between two doc commits of a process counts for the second', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  t.deepEqual(await publisher.publish(await prepared(t, publisher), edits), published)
  repository.git('config', 'commit.gpgsign', 'true')
  repository.git('config', 'gpg.program', 'false')
  const answer = await publisher.prepare(
    back,
    { subject: 'docs: back', body: '', trailers: {} },
    { commit: 'HEAD' },
  )
  t.like(answer, { state: 'waits', blocker: { reason: 'signing' } })
})

test('an identity that only one worktree has is used there', async t => {
  const repository = documented(t)
  repository.git('config', 'extensions.worktreeConfig', 'true')
  repository.git('config', '--worktree', 'user.name', 'Only Here')
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.is(repository.git('log', '-1', '--format=%an', commit.id), 'Only Here')
})

test('a name with letters of all kinds and signs that Git takes out is written as Git writes it', async t => {
  const repository = documented(t)
  appendFileSync(join(repository.path, '.git/config'), '[user]\n\tname = " Žofia <Ωμέγα>, "\n')
  const publisher = open(repository)
  const { id: ours } = await prepared(t, publisher)
  const theirs = repository.git('commit-tree', '-m', 'x', 'HEAD^{tree}')
  const lineOf = (id: string) =>
    /^author (.*>)/m.exec(repository.git('cat-file', 'commit', id))?.[1]
  t.is(lineOf(ours), lineOf(theirs))
  repository.git('fsck', '--strict')
})

test('a graft below the branch is left alone', async t => {
  const repository = documented(t)
  repository.commit('second', { 'code.js': 'two\n' })
  const orphan = repository.git('commit-tree', '-m', 'older', 'HEAD^{tree}')
  repository.git('replace', '--graft', 'HEAD~1', orphan)
  const publisher = open(repository)
  const commit = await prepared(t, publisher)
  t.deepEqual(await publisher.publish(commit, edits), published)
  t.is(read(repository, 'README.md'), newReadme)
  t.is(repository.git('rev-list', '--count', 'HEAD'), '4')
})

test('objects that are packed and pruned while the process keeps cat-file open are found', async t => {
  const repository = documented(t)
  const publisher = open(repository)
  t.deepEqual(await publisher.publish(await prepared(t, publisher), edits), published)
  repository.git('reflog', 'expire', '--expire=now', '--all')
  repository.git('gc', '--quiet', '--prune=now')
  const commit = await prepared(t, publisher, back)
  t.deepEqual(await publisher.publish(commit, back), published)
  t.is(repository.git('rev-parse', commit.ref), commit.id)
  t.is(place(repository).root, repository.path)
})

test('a person’s attributes file in their home counts, also when it comes later', async t => {
  const repository = documented(t)
  const file = join(temporaryFolder(t), 'attributes')
  repository.git('config', 'core.attributesFile', file)
  repository.git('config', 'filter.up.clean', "sed 's/--old/--OLD/'")
  repository.git('config', 'filter.up.smudge', 'cat')
  const publisher = open(repository)
  t.deepEqual(await publisher.publish(await prepared(t, publisher), edits), published)
  writeFileSync(file, '*.md filter=up\n')
  const commit = await prepared(t, publisher, back)
  t.deepEqual(await publisher.publish(commit, back), published)
  t.regex(repository.git('show', 'HEAD:README.md'), /--OLD/)
})
