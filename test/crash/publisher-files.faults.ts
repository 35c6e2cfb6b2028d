import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { PublishStep } from '../../src/adapters/git/publisher/publish.ts'
import type { FileEdit, PreparedCommit } from '../../src/ports/publisher.ts'
import {
  assertClean,
  bytes,
  documented,
  killAfter,
  message,
  open,
  read,
} from '../adapters/git/publisher.support.ts'
import type { TestRepository } from '../support/repository.ts'

const files: readonly FileEdit[] = [
  { file: 'code.js', content: Buffer.from('two\n') },
  { file: 'docs/guide.md', content: null },
  { file: 'docs', content: Buffer.from('all in one\n') },
  { file: 'out/run.sh', content: Buffer.from('#!/bin/sh\n'), mode: '100755' },
]
const changed = ['code.js', 'docs', 'docs/guide.md', 'out/run.sh']

/** Someone who works on other files. */
const atWork = (t: ExecutionContext): TestRepository => {
  const repository = documented(t)
  repository.write('other.js', 'staged\n')
  repository.git('add', 'other.js')
  repository.write('other.js', 'edited\n')
  repository.write('README.md', 'edited\n')
  repository.write('mine.txt', 'untracked\n')
  return repository
}
const theirs = ' M README.md\nMM other.js\n?? mine.txt'
const status = ({ git }: TestRepository) => git('status', '--porcelain', '--untracked-files=all')

const prepared = async (
  t: ExecutionContext,
  repository: TestRepository,
): Promise<PreparedCommit> => {
  const answer = await open(repository).prepare(files, message)
  if (answer.state !== 'prepared') throw t.fail(JSON.stringify(answer))
  return answer.commit
}

const assertWhole = (t: ExecutionContext, repository: TestRepository, commit: PreparedCommit) => {
  const { git } = repository
  t.is(git('rev-parse', 'main'), commit.id)
  t.is(git('rev-list', '--count', 'HEAD'), '2')
  t.deepEqual(git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD').split('\n'), changed)
  assertClean(t, repository)
}

const killed = test.macro(async (t, step: PublishStep, moved: boolean) => {
  const repository = atWork(t)
  const untouched = bytes(repository, 'code.js')
  const commit = await prepared(t, repository)
  killAfter(t, repository, commit, step)
  t.is(repository.git('rev-parse', 'HEAD'), moved ? commit.id : commit.parent)
  if (!moved) t.deepEqual(bytes(repository, 'code.js'), untouched)

  t.deepEqual(await open(repository).publish(commit), { state: 'published' })
  assertWhole(t, repository, commit)
  t.is(status(repository), theirs)
})

const steps: [PublishStep, moved: boolean][] = [
  ['surveyed', false],
  ['index-prepared', false],
  ['journal-written', false],
  ['index-locked', false],
  ['looked-again', false],
  ['ref-moved', true],
  ['documents-written', true],
  ['index-replaced', true],
  ['journal-removed', true],
]
for (const [step, moved] of steps) test(`whole files, killed after ${step}`, killed, step, moved)

test('killed after the branch moved: whoever settles brings the files along', async t => {
  const repository = atWork(t)
  const commit = await prepared(t, repository)
  killAfter(t, repository, commit, 'ref-moved')
  t.deepEqual(await open(repository).published(message.trailers['Git-Doc-Run']), [commit.id])
  await open(repository).settle()
  assertWhole(t, repository, commit)
  t.is(status(repository), theirs)
})

test('killed, then the person edits a file and puts another in the way: both are left to them', async t => {
  const repository = documented(t)
  const { path, write, git } = repository
  const commit = await prepared(t, repository)
  killAfter(t, repository, commit, 'ref-moved')
  rmSync(join(path, '.git/index.lock'))
  write('code.js', 'mine\n')
  write('out', 'mine\n')
  t.deepEqual(await open(repository).publish(commit), { state: 'published' })
  assertWhole(t, repository, commit)
  t.is(read(repository, 'code.js'), 'mine\n')
  t.is(read(repository, 'out'), 'mine\n')
  t.is(read(repository, 'docs'), 'all in one\n')
  t.is(git('diff', '--cached', '--name-only'), '')
})

test('killed, then the person commits the old file again: it stays theirs', async t => {
  const repository = documented(t)
  const { path, commit: save } = repository
  const commit = await prepared(t, repository)
  killAfter(t, repository, commit, 'ref-moved')
  rmSync(join(path, '.git/index.lock'))
  const last = save('theirs')
  t.deepEqual(await open(repository).publish(commit), { state: 'published' })
  t.is(repository.git('rev-parse', 'HEAD'), last)
  t.is(status(repository), '')
  t.is(read(repository, 'code.js'), 'one\n')
  t.false(existsSync(join(path, 'out')))
  assertClean(t, repository)
})
