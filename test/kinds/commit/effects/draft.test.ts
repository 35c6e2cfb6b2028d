import test from 'ava'
import { BudgetError, ModelError } from '../../../../src/errors/models.ts'
import { notAllowed } from '../../../../src/errors/trust.ts'
import type { Drafter } from '../../../../src/kinds/commit/drafter.ts'
import { draft } from '../../../../src/kinds/commit/effects/draft.ts'
import { drafted, idOf, planned, started } from '../../../support/commit-events.ts'
import { eventsOf, runAfter, type Scene, worldOf } from '../../../support/commit-world.ts'

const past = [planned('Usage', 'Options'), started]
const drafts = (scene: Scene = {}, before = past) =>
  eventsOf(draft(runAfter(...before), worldOf(scene)), before)

const failing = (error: Error): Partial<Drafter> => ({ draft: () => Promise.reject(error) })

test('each section is answered by an event of its own: a new text, or that none is needed', async t => {
  const events = await drafts()
  t.deepEqual(events.map(({ type, data }) => [type, 'target' in data && data.target]).sort(), [
    ['target.drafted', idOf('Usage')],
    ['target.unchanged', idOf('Options')],
  ])
})

test('a draft that was cut off goes on with the sections that have no answer', async t => {
  const events = await drafts({}, [...past, drafted('Usage')])
  t.deepEqual(
    events.map(({ type }) => type),
    ['target.unchanged'],
  )
})

test('an answer that was paid for is not asked for again', async t => {
  const events = await drafts({
    drafter: failing(new Error('Nobody is to be asked.')),
    world: {
      cached: async () => ({
        at: '2026-01-01T00:00:00.000Z',
        provider: 'openai',
        model: 'small',
        text: undefined,
        proofs: [],
      }),
    },
  })
  t.true(events.every(({ data }) => 'cached' in data && data.cached && data.calls.length === 0))
})

test('a section that is gone is skipped, and the others are drafted', async t => {
  const gone = [planned('Usage', 'Elsewhere'), started]
  const events = await drafts({}, gone)
  t.deepEqual(events.map(({ type }) => type).sort(), ['target.drafted', 'target.failed'])
  t.like(
    events.find(({ type }) => type === 'target.failed'),
    { data: { target: idOf('Elsewhere'), code: 'SECTION_MISSING', skip: true } },
  )
})

test('a model that fails fails the section, with the class in its code', async t => {
  const events = await drafts({ drafter: failing(new ModelError('refused', 'No.')) })
  t.deepEqual(
    events.map(({ type, data }) => [type, 'code' in data && data.code]),
    [
      ['target.failed', 'MODEL_REFUSED'],
      ['target.failed', 'MODEL_REFUSED'],
    ],
  )
})

test('while nobody can be asked the run waits with all that is open', async t => {
  const away = { until: '2026-01-01T01:00:00.000Z', detail: 'It is left alone for an hour.' }
  const drafter = {
    ...failing(new ModelError('unavailable', 'Not now.')),
    unavailable: async () => away,
  }
  const events = await drafts({ drafter })
  t.is(events.length, 1)
  t.like(events[0], {
    type: 'apply.deferred',
    data: { reason: 'provider-unavailable', targets: [idOf('Usage'), idOf('Options')] },
  })
})

test('where nobody allowed the command of the provider the run waits and says what to do', async t => {
  const thing = { what: 'command', name: 'llm.providers.team.api_key_command', label: 'pass show' }
  const events = await drafts({ drafter: failing(notAllowed([thing])) })
  t.is(events.length, 1)
  t.like(events[0], {
    type: 'apply.deferred',
    data: { reason: 'not-allowed', targets: [idOf('Usage'), idOf('Options')] },
  })
  const { detail } = (events[0] as { data: { detail: string } }).data
  t.true(detail.includes('pass show') && detail.includes('git-doc allow'))
})

test('where the budget is used up the run waits, and says how much the next request may cost', async t => {
  const events = await drafts({ drafter: failing(new BudgetError('No money is left.', 0.25)) })
  t.like(events[0], { type: 'apply.deferred', data: { reason: 'budget-reached', needs: 0.25 } })
})

test('a mistake of ours is thrown', async t => {
  await t.throwsAsync(drafts({ drafter: failing(new TypeError('undefined')) }), {
    instanceOf: TypeError,
  })
})
