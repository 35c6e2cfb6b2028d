import test from 'ava'
import { start } from '../../../../src/kinds/commit/effects/start.ts'
import { idOf, planned, sha } from '../../../support/commit-events.ts'
import { eventsOf, runAfter, type Scene, worldOf } from '../../../support/commit-world.ts'

const past = [planned('Usage', 'Options')]
const started = (scene: Scene = {}) =>
  eventsOf(start(runAfter(...past), worldOf(scene), `commit/${sha('a')}`), past)

test('work begins where nothing is in the way', async t => {
  t.deepEqual(await started(), [{ type: 'apply.started', data: {} }])
})

test('what would keep the doc commit from being made puts the work off before anything is asked', async t => {
  const blocker = { reason: 'rebase' as const, detail: 'A rebase is under way.', files: [] }
  t.deepEqual(await started({ publisher: { blocker: async () => blocker } }), [
    {
      type: 'apply.deferred',
      data: {
        reason: 'rebase',
        detail: 'A rebase is under way.',
        targets: [idOf('Usage'), idOf('Options')],
      },
    },
  ])
})

test('what is asked about is the documents and the branch of this commit, and nothing where none is made', async t => {
  const asked: unknown[] = []
  const publisher = {
    blocker: async (work: unknown) => {
      asked.push(work)
      return undefined
    },
  }
  await started({ publisher })
  await started({ publisher, git: { commitDocUpdates: false } })
  t.deepEqual(asked, [
    { basis: { commit: sha('a') }, files: ['README.md'], author: undefined, committer: undefined },
    undefined,
  ])
})

test('a run waits for an older one that waits with the same section', async t => {
  const [event] = await started({ world: { waiting: async () => `commit/${sha('9')}` } })
  t.like(event, { type: 'apply.deferred', data: { reason: 'section-waiting' } })
})
