import test from 'ava'
import { comparison } from '../../../src/adapters/log/comparison.ts'
import { placeOf } from '../../../src/adapters/log/rows.ts'
import type { Recorded } from '../../../src/events/recorded.ts'
import { counts } from '../log-support.ts'

/** Every run's events, in turns, so that no run's row is final before the last round. */
const eventsOf = (runs: readonly string[], rounds = 1): Recorded[] =>
  Array.from({ length: rounds }, (_, round) =>
    runs.map((run, at) => ({
      position: round * runs.length + at + 1,
      run,
      version: round + 1,
      at: '2026-01-01T00:00:00.000Z',
      event: { type: 'happened', data: { n: round } },
    })),
  ).flat()

const compared = async (stored: Readonly<Record<string, unknown>>, events: readonly Recorded[]) => {
  const rows = new Map(
    Object.entries(stored).map(([key, row]) => [placeOf('counts', key), JSON.stringify(row)]),
  )
  const comparing = comparison([counts], place => rows.get(place))
  for (const event of events) comparing.add([event])
  async function* inOrder() {
    yield* Object.entries(stored)
  }
  return comparing.compare('counts', inOrder())
}

test('rows that are what the events say are alike, whenever they become so', async t => {
  const row = { times: 3, last: 2 }
  t.deepEqual(await compared({ a: row, b: row }, eventsOf(['a', 'b'], 3)), {
    view: 'counts',
    rows: 2,
    differences: [],
  })
})

test('the order of members makes no difference', async t => {
  const { differences } = await compared({ a: { last: 0, times: 1 } }, eventsOf(['a']))
  t.deepEqual(differences, [])
})

test('a row that is missing, one too many and one that differs are each named, in the order of keys', async t => {
  const row = { times: 1, last: 0 }
  const stored = { a: row, b: row, d: { times: 1, last: 5 }, '\u{ff5e}': row, '\u{1f98a}': row }
  const events = eventsOf(['a', 'c', 'd', '\u{1f98a}', 'z'])
  t.deepEqual(await compared(stored, events), {
    view: 'counts',
    rows: 5,
    differences: ['b', 'c', 'd', 'z', '\u{ff5e}'],
  })
})

test('a row that was right too early is wrong', async t => {
  const { differences } = await compared({ a: { times: 1, last: 0 } }, eventsOf(['a'], 2))
  t.deepEqual(differences, ['a'])
})

test('an empty view of an empty log has no rows', async t => {
  t.deepEqual(await compared({}, []), { view: 'counts', rows: 0, differences: [] })
})
