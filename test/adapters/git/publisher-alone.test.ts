// The publications of one working tree, each alone: no process and no task takes the lock of another that is alive.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import type { PublishStep } from '../../../src/adapters/git/publisher/publish.ts'
import type { PreparedCommit, Publication } from '../../../src/ports/publisher.ts'
import type { TestRepository } from '../../support/repository.ts'
import {
  assertClean,
  assertPublished,
  documented,
  edits,
  open,
  place,
  prepared,
  work,
} from './publisher.support.ts'

const published: Publication = { state: 'published' }

const steps: readonly PublishStep[] = [
  'surveyed',
  'index-prepared',
  'journal-written',
  'index-locked',
  'looked-again',
  'ref-moved',
  'documents-written',
  'index-replaced',
  'journal-removed',
]

/** A person's staged and unstaged work beside the documents. */
const atWork = (t: ExecutionContext): TestRepository => {
  const repository = documented(t)
  repository.write('code.js', 'staged\n')
  repository.git('add', 'code.js')
  repository.write('other.js', 'edited\n')
  return repository
}

/** Publishes a commit; `happens` is called the first time that a step is done, while the publication stands still. */
const publishWhile = async (
  t: ExecutionContext,
  repository: TestRepository,
  at: PublishStep,
  happens: (commit: PreparedCommit) => void,
) => {
  const commit = await prepared(t, open(repository))
  let times = 0
  const publisher = open(repository, {
    onStep(step) {
      if (step === at && times++ === 0) happens(commit)
    },
  })
  const publication = await publisher.publish(commit, edits)
  t.true(times > 0)
  return { commit, publication }
}

/** What another process comes to that begins and ends while this one stands still. */
const beside = (t: ExecutionContext, repository: TestRepository, commit?: PreparedCommit) => {
  const child = fileURLToPath(new URL('./publisher-beside.child.js', import.meta.url))
  const args = [child, JSON.stringify(place(repository))]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    commit ? [...args, JSON.stringify(commit)] : args,
    { encoding: 'utf8' },
  )
  t.is(status, 0, stderr)
  return JSON.parse(stdout)
}

for (const step of steps)
  test(`another process that settles after ${step} leaves a living publication alone`, async t => {
    const repository = atWork(t)
    const before = work(repository)
    const { commit, publication } = await publishWhile(t, repository, step, () => {
      t.deepEqual(beside(t, repository), { settled: true })
    })
    t.deepEqual(publication, published)
    t.deepEqual(work(repository), before)
    assertPublished(t, repository, commit)
  })

for (const step of ['journal-written', 'looked-again', 'ref-moved'] as const)
  test(`another process that publishes after ${step} waits for the publication under way`, async t => {
    const repository = atWork(t)
    const before = work(repository)
    const { commit, publication } = await publishWhile(t, repository, step, commit => {
      t.like(beside(t, repository, commit), {
        state: 'waits',
        blocker: { reason: 'index-locked' },
      })
    })
    t.deepEqual(publication, published)
    t.deepEqual(work(repository), before)
    assertPublished(t, repository, commit)
    t.deepEqual(beside(t, repository, commit), published)
    assertClean(t, repository)
  })

test('what settles in the same process waits for the publication under way', async t => {
  const repository = atWork(t)
  const before = work(repository)
  const commit = await prepared(t, open(repository))
  const ends: string[] = []
  const settling: Promise<unknown>[] = []
  const publisher = open(repository, {
    onStep(step) {
      // Half of them on another publisher of the same working tree.
      const settler = settling.length % 2 === 0 ? publisher : open(repository)
      settling.push(settler.settle().then(() => ends.push(`settled after ${step}`)))
    },
  })
  t.deepEqual(await publisher.publish(commit, edits).finally(() => ends.push('over')), published)
  await Promise.all(settling)
  t.deepEqual(ends, ['over', ...steps.map(step => `settled after ${step}`)])
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, commit)
})

test('two commits that are published side by side come one after the other', async t => {
  const repository = atWork(t)
  const before = work(repository)
  const publisher = open(repository)
  const one = await prepared(t, publisher)
  const other = await publisher.prepare([{ file: 'new.js', content: Buffer.from('new\n') }], {
    subject: 'chore: something else',
    body: '',
    trailers: {},
  })
  if (other.state !== 'prepared') return t.fail()
  const ends = await Promise.all([
    publisher.publish(one, edits),
    open(repository).publish(other.commit),
  ])
  t.deepEqual(ends, [published, { state: 'moved', found: one.id }])
  t.deepEqual(work(repository), before)
  assertPublished(t, repository, one)
})

// The lock goes although nobody may take it

const lockOf = (repository: TestRepository) => join(repository.path, '.git/index.lock')

for (const step of ['index-locked', 'looked-again', 'ref-moved', 'documents-written'] as const) {
  test(`a lock that is removed after ${step} is taken again`, async t => {
    const repository = atWork(t)
    const before = work(repository)
    const { commit, publication } = await publishWhile(t, repository, step, () =>
      rmSync(lockOf(repository)),
    )
    t.deepEqual(publication, published)
    t.deepEqual(work(repository), before)
    assertPublished(t, repository, commit)
  })

  test(`what a person stages after the lock was removed at ${step} stays staged`, async t => {
    const repository = atWork(t)
    const { commit, publication } = await publishWhile(t, repository, step, () => {
      rmSync(lockOf(repository))
      repository.git('add', 'other.js')
    })
    t.deepEqual(publication, published)
    t.is(repository.git('status', '--porcelain'), 'M  code.js\nM  other.js')
    assertPublished(t, repository, commit)
  })
}

for (const step of ['ref-moved', 'documents-written'] as const)
  test(`a lock of another Git that came in the place of ours at ${step} is never made the index`, async t => {
    const repository = atWork(t)
    const before = work(repository)
    const lock = lockOf(repository)
    const { commit, publication } = await publishWhile(t, repository, step, () => {
      rmSync(lock)
      writeFileSync(lock, 'half written by another')
    })
    t.deepEqual(publication, published)
    t.is(readFileSync(lock, 'utf8'), 'half written by another')
    t.true(existsSync(join(repository.path, '.git/git-doc/publish.json')))
    rmSync(lock)
    await open(repository).settle()
    t.deepEqual(work(repository), before)
    assertPublished(t, repository, commit)
  })

test('a commit does not begin before the index has the one before', async t => {
  const repository = atWork(t)
  const lock = lockOf(repository)
  const { commit } = await publishWhile(t, repository, 'ref-moved', () => {
    rmSync(lock)
    writeFileSync(lock, 'half written by another')
  })
  const publisher = open(repository)
  const next = await publisher.prepare([{ file: 'new.js', content: Buffer.from('new\n') }], {
    subject: 'chore: something else',
    body: '',
    trailers: {},
  })
  if (next.state !== 'prepared') return t.fail()
  t.like(await publisher.publish(next.commit), {
    state: 'waits',
    blocker: { reason: 'index-locked' },
  })
  rmSync(lock)
  t.deepEqual(await publisher.publish(next.commit), published)
  t.is(repository.git('status', '--porcelain'), 'M  code.js\n M other.js')
  t.is(repository.git('rev-parse', 'HEAD~1'), commit.id)
  assertClean(t, repository)
})
