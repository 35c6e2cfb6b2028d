import test from 'ava'
import { plan } from '../../../../src/kinds/commit/effects/plan.ts'
import { sha } from '../../../support/commit-events.ts'
import { eventsOf, runAfter, type Scene, worldOf } from '../../../support/commit-world.ts'
import { edited } from '../../../support/diff.ts'

const planned = async (scene: Scene = {}) => {
  const [event, ...more] = await eventsOf(plan(runAfter(), worldOf(scene)))
  if (!event || more.length > 0) throw new Error('A plan is one event.')
  return event
}

test('the mapped sections of the document that is checked out are named, with why', async t => {
  const { type, data } = await planned()
  t.is(type, 'commit.planned')
  t.like(data, { head: sha('a'), files: { length: 1 }, targets: { length: 2 } })
  t.like(data, { targets: [{ id: 'README.md#Usage', strategy: 'mapping', scope: 'whole' }] })
})

test('the same commit, documents and settings give the same plan', async t => {
  t.deepEqual(await planned(), await planned())
})

const skips = test.macro(async (t, scene: Scene, reason: string) => {
  const { type, data } = await planned(scene)
  t.is(type, 'commit.skipped')
  t.is((data as { reason: string }).reason, reason)
})

test(
  'a doc commit of our own is skipped',
  skips,
  {
    facts: { trailers: { 'git-doc-run': `commit/${sha('9')}` } },
    diff: [edited('README.md', ['old'], ['new'])],
  },
  'own-commit',
)
test(
  'a commit at the end of a shallow clone is skipped',
  skips,
  { facts: { shallowBoundary: true } },
  'shallow-boundary',
)
test(
  'a commit that changes documents only is skipped',
  skips,
  { diff: [edited('README.md', ['old'], ['new'])] },
  'docs-only',
)
test('a commit that changes nothing is skipped', skips, { diff: [] }, 'no-changes')
test(
  'a commit of ignored paths is skipped',
  skips,
  { world: { ignored: async paths => new Set(paths) } },
  'ignored-paths',
)
test(
  'a commit whose documentation is here already is skipped',
  skips,
  {
    world: { documented: async () => ({ runs: [`commit/${sha('9')}`], detail: 'It is here.' }) },
  },
  'already-documented',
)
