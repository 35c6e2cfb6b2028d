import test from 'ava'
import { Recorded } from '../../src/events/recorded.ts'
import { shapeOf, stamp, upcast } from '../../src/events/upcast.ts'

/** Twice reshaped: a name became a list of names, the list got a better word. */
const table = {
  named: [
    ({ name }: Record<string, unknown>) => ({ names: [name] }),
    ({ names }: Record<string, unknown>) => ({ words: names }),
  ],
}

test('an event that was never reshaped has shape one, unsaid', t => {
  const event = { type: 'happened', data: { n: 1 } }
  t.is(shapeOf('happened', table), 1)
  t.is(stamp(event, table), event)
  t.is(upcast(event, table), event)
})

test('an event is written with the number of its shape once that is not the first', t => {
  t.is(shapeOf('named', table), 3)
  const event = { type: 'named', data: { words: ['a'] } }
  t.deepEqual(stamp(event, table), { ...event, v: 3 })
  t.deepEqual(stamp(stamp(event, table), table), { ...event, v: 3 })
})

test('an old event is read as today’s, through every shape between', t => {
  const today = { type: 'named', v: 3, data: { words: ['a'] } }
  t.deepEqual(upcast({ type: 'named', data: { name: 'a' } }, table), today)
  t.deepEqual(upcast({ type: 'named', v: 1, data: { name: 'a' } }, table), today)
  t.deepEqual(upcast({ type: 'named', v: 2, data: { names: ['a'] } }, table), today)
  t.is(upcast(today, table), today)
})

test('what was recorded is not touched by reading it', t => {
  const event = { type: 'named', data: { name: 'a' } }
  upcast(event, table)
  t.deepEqual(event, { type: 'named', data: { name: 'a' } })
})

test('an event of a shape from the future is refused', t => {
  const future = { type: 'named', v: 4, data: {} }
  t.throws(() => upcast(future, table), { code: 'EVENT_MALFORMED', message: /named v4/ })
  t.throws(() => upcast({ type: 'happened', v: 2, data: {} }, table), { code: 'EVENT_MALFORMED' })
})

test('an envelope counts from one and has a UTC time', t => {
  const whole = {
    position: 1,
    run: 'commit/a',
    version: 1,
    at: '2026-01-01T00:00:00.000Z',
    event: { type: 'happened', data: {} },
  }
  const accepts = (facts: object) => Recorded.safeParse({ ...whole, ...facts }).success
  t.true(accepts({}))
  t.true(accepts({ id: 'hook:a' }))
  for (const facts of [
    { position: 0 },
    { version: 0 },
    { at: 'today' },
    { at: '2026-01-01T00:00:00+01:00' },
    { event: {} },
  ]) {
    t.false(accepts(facts), JSON.stringify(facts))
  }
})
