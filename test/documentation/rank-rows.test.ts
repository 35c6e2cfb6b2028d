import test from 'ava'
import {
  concatenated,
  inverted,
  keyedRows,
  rowsOf,
  startOf,
} from '../../src/documentation/rank/rows.ts'
import { hashesOf, openNumbers } from '../../src/documentation/rank/text-hash.ts'

const rowIn = ({ ends, values }: ReturnType<typeof rowsOf>, row: number): number[] => [
  ...values.subarray(startOf({ ends, values }, row), ends[row]),
]

test('rows turned around name the rows that have a key, in order, with their counts', t => {
  const blocks = [
    { ...rowsOf([[0, 1], [], [1]]), counts: Int32Array.of(5, 6, 7) },
    { ...rowsOf([[0]]), counts: Int32Array.of(8) },
  ]
  // What the second block calls 0 is 1 in common.
  const numbers = [[0, 1], [1]]
  const keyed = keyedRows(blocks, (keys, values, block) => {
    values.forEach((value, at) => {
      keys[at] = numbers[block]?.[value] as number
    })
  })
  const { rows, details } = inverted(keyed, 3)
  t.deepEqual(
    [0, 1, 2].map(key => rowIn(rows, key)),
    [[0], [0, 2, 3], []],
  )
  t.deepEqual([...details], [5, 6, 7, 8])
})

test('no rows at all are turned around to none', t => {
  const { rows } = inverted(
    keyedRows([], () => {}),
    0,
  )
  t.is(rows.values.length, 0)
  t.deepEqual([...concatenated([Int32Array.of(1), Int32Array.of(2)], at => 10 * at)], [1, 12])
})

test('each text has its number, however many there are', t => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `term${n}`)
  const numbers = openNumbers()
  const first = numbers.addAll(hashesOf(texts, texts.length))
  t.deepEqual([...first], [...texts.keys()])
  t.deepEqual(numbers.addAll(hashesOf(texts, texts.length)), first)
  t.is(numbers.size(), texts.length)
  t.deepEqual(
    [numbers.find('term0'), numbers.find('term19999'), numbers.find('other')],
    [0, 19_999, undefined],
  )
})
