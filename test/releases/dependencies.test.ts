import test from 'ava'
import { circleFrom, requirementsOf, unmetBy } from '../../src/releases/dependencies.ts'

test('what a release was written for is required of its input', t => {
  t.deepEqual(
    requirementsOf({
      required: [{ package: 'a', range: '*' }],
      pins: [
        { package: 'a', version: '1.5.0' },
        { package: 'b', version: '1.0.0' },
      ],
    }),
    [
      { package: 'a', range: '*' },
      { package: 'a', range: '^1.5.0' },
    ],
  )
})

test('a requirement is met by an active version in its range', t => {
  const pointer = { a: '1.5.0' }
  const unmet = (name: string, range: string) =>
    unmetBy([{ package: name, range }], pointer).length > 0
  t.false(unmet('a', '*'))
  t.false(unmet('a', '^1.4.0'))
  t.true(unmet('a', '^1.6.0'))
  t.true(unmet('b', '*'))
  t.true(unmet('toString', '*'))
})

test('a circle is found from any package in it, and from no other', t => {
  const needs: Readonly<Record<string, readonly string[]>> = {
    a: ['b'],
    b: ['c'],
    c: ['a'],
    d: ['a'],
    e: ['e'],
  }
  const from = (name: string) => circleFrom(name, each => needs[each] ?? [])
  t.deepEqual(from('a'), ['a', 'b', 'c', 'a'])
  t.deepEqual(from('c'), ['c', 'a', 'b', 'c'])
  t.is(from('d'), undefined)
  t.deepEqual(from('e'), ['e', 'e'])
})
