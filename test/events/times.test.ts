import test from 'ava'
import { millisecondsBetween } from '../../src/events/times.ts'

test('the time between two times is what the clock says, over months, leap days and years', t => {
  const times = [
    '1999-12-31T23:59:59.999Z',
    '2000-02-28T12:00:00.000Z',
    '2000-02-29T00:00:00Z',
    '2000-03-01T00:00:00.5Z',
    '2026-01-31T10:20:30.123Z',
    '2026-11-30T10:20:30.123Z',
    '2100-02-28T00:00:00.000Z',
    '2100-03-01T00:00:00.000Z',
  ]
  for (const from of times)
    for (const to of times)
      t.is(millisecondsBetween(from, to), Date.parse(to) - Date.parse(from), `${from} ${to}`)
})

test('what is no time in UTC has no distance', t => {
  t.is(millisecondsBetween('yesterday', '2026-01-31T10:20:30.123Z'), Number.NaN)
})
