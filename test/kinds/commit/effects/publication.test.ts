import test from 'ava'
import { hash } from '../../../../src/documentation/hash.ts'
import { gitFailed } from '../../../../src/errors/git.ts'
import type { CommitEvent } from '../../../../src/events/commit.ts'
import { prepare } from '../../../../src/kinds/commit/effects/prepare.ts'
import { publish } from '../../../../src/kinds/commit/effects/publish.ts'
import { publishRevert, revert } from '../../../../src/kinds/commit/effects/revert.ts'
import {
  drafted,
  idOf,
  planned,
  prepared,
  published,
  revert as revertRequested,
  sha,
  started,
} from '../../../support/commit-events.ts'
import { eventsOf, readme, runAfter, type Scene, worldOf } from '../../../support/commit-world.ts'

const name = `commit/${sha('a')}`
const usage = '## Usage\n\nCall `fetchAll()` first.\n\n'

/** A draft of the section as the document has it now. */
const draftOf = (text: string, before = usage): CommitEvent => {
  const { type, data } = drafted('Usage')
  return { type, data: { ...data, before: hash(before), text } } as CommitEvent
}

const past = [planned('Usage'), started, draftOf('## Usage\n\nCall `fetchEvery()` first.\n')]
const preparedBy = (scene: Scene = {}, before: readonly CommitEvent[] = past) =>
  eventsOf(prepare(runAfter(...before), worldOf(scene), name), before)

const blocker = { reason: 'section-edited' as const, detail: 'You edit it.', files: ['README.md'] }

test('prepare: the doc commit exists as an object before any ref moves', async t => {
  t.like((await preparedBy())[0], {
    type: 'commit.prepared',
    data: { docCommit: sha('d'), parent: sha('a'), ref: 'refs/heads/main' },
  })
})

test('prepare: the message names the commit, the sections and the run', async t => {
  const messages: unknown[] = []
  await preparedBy({
    publisher: {
      prepare: async (_, message) => {
        messages.push(message)
        return { state: 'waits', blocker }
      },
    },
  })
  t.like(messages[0], {
    body: '- README.md: Usage',
    trailers: { 'Git-Doc-Commit': sha('a'), 'Git-Doc-Run': name },
  })
})

test('prepare: a section that changed since it was drafted is drafted again', async t => {
  const files = { 'README.md': readme.replace('first', 'last') }
  t.deepEqual(await preparedBy({ files }), [
    { type: 'target.outdated', data: { target: idOf('Usage') } },
  ])
})

test('prepare: a link that leads nowhere fails its section, and its answer is not taken from the cache again', async t => {
  const before = [planned('Usage'), started, draftOf('## Usage\n\nSee [it](docs/none.md).\n')]
  const [event] = await preparedBy({}, before)
  t.like(event, { type: 'target.failed', data: { code: 'ANSWER_LINK' } })
  t.true(event !== undefined && 'key' in event.data && event.data.key !== undefined)
})

test('prepare: a link whose target nobody can know is taken', async t => {
  const text = '## Usage\n\nSee [it](https://example.org/x) and [that]({{site}}/y).\n'
  const [event] = await preparedBy({}, [planned('Usage'), started, draftOf(text)])
  t.is(event?.type, 'commit.prepared')
})

test('prepare: what a person does to the section makes the run wait', async t => {
  const publisher = { prepare: async () => ({ state: 'waits' as const, blocker }) }
  t.like((await preparedBy({ publisher }))[0], {
    type: 'apply.deferred',
    data: { reason: 'section-edited', targets: [idOf('Usage')] },
  })
})

test('prepare: with commit_doc_updates = false the documents are written, and no commit is made', async t => {
  t.deepEqual(await preparedBy({ git: { commitDocUpdates: false } }), [
    { type: 'documents.written', data: { files: ['README.md'] } },
  ])
})

const ready = [...past, prepared()]
const publishedBy = (scene: Scene) => eventsOf(publish(runAfter(...ready), worldOf(scene)), ready)

test('publish: the doc commit is part of its branch', async t => {
  t.deepEqual(await publishedBy({}), [published()])
})

test('publish: a branch that moved meanwhile gets the doc commit made anew', async t => {
  const publish = async () => ({ state: 'moved' as const, found: sha('c') })
  t.deepEqual(await publishedBy({ publisher: { publish } }), [
    { type: 'head.moved', data: { expected: sha('a'), found: sha('c') } },
  ])
})

test('publish: what a person does meanwhile makes the run wait', async t => {
  const publish = async () => ({ state: 'waits' as const, blocker })
  t.like((await publishedBy({ publisher: { publish } }))[0], {
    type: 'apply.deferred',
    data: { reason: 'section-edited' },
  })
})

test('publish: a failure once the branch has the doc commit is no end of the run', async t => {
  const publish = () => Promise.reject(gitFailed(['update-index'], 'No room.'))
  await t.throwsAsync(publishedBy({ publisher: { publish } }), { code: 'PUBLICATION_UNFINISHED' })
})

test('publish: a failure before the branch moved is one of the run', async t => {
  const publish = () => Promise.reject(gitFailed(['update-ref'], 'No room.'))
  const contains = async () => false
  const world = worldOf({ publisher: { publish } })
  const repository = { ...world.repository, contains }
  await t.throwsAsync(publishedBy({ publisher: { publish }, world: { repository } }), {
    code: 'GIT_FAILED',
  })
})

const done = [...ready, published(), revertRequested]

test('revert: what stands in the way of any commit puts it off', async t => {
  const events = await eventsOf(
    revert(runAfter(...done), worldOf({ publisher: { blocker: async () => blocker } }), name),
    done,
  )
  t.like(events[0], { type: 'apply.deferred', data: { reason: 'section-edited' } })
})

test('revert: the commit that gives the sections back is prepared, then published', async t => {
  const [event] = await eventsOf(revert(runAfter(...done), worldOf(), name), done)
  t.like(event, { type: 'commit.prepared', data: { docCommit: sha('d') } })
  const next = [...done, prepared(sha('e'))]
  t.deepEqual(await eventsOf(publishRevert(runAfter(...next), worldOf()), next), [
    published(sha('e')),
  ])
})
