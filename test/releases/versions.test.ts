import test from 'ava'
import {
  baseOf,
  inVersionOrder,
  isHighEnough,
  isVersion,
  versionAfter,
} from '../../src/releases/versions.ts'

test('a version is what a folder may be called', t => {
  for (const each of ['1.0.0', '0.0.1', '2.0.0-rc.1']) t.true(isVersion(each), each)
  for (const each of ['v1.0.0', '1.0', '1.0.0+b', ' 1.0.0', '1.0.0 ', '01.0.0', ''])
    t.false(isVersion(each), each)
})

test('versions are ordered as numbers', t => {
  t.deepEqual(inVersionOrder(['1.10.0', '1.9.0', 'x', '1.10.0-rc.1']), [
    '1.9.0',
    '1.10.0-rc.1',
    '1.10.0',
  ])
})

test('a version is compared with the highest one below it that was in production', t => {
  t.is(baseOf('1.5.1', ['1.4.0', '1.5.0', '2.0.0', '1.5.1-rc.1']), '1.5.0')
  t.is(baseOf('2.0.0-rc.1', ['1.5.0', '2.0.0']), '1.5.0')
  t.is(baseOf('0.9.0', ['1.0.0']), undefined)
})

const high = test.macro(
  (t, version: string, base: string, bump: 'major' | 'minor' | 'patch', expected: boolean) => {
    t.is(isHighEnough(version, base, bump), expected)
  },
)

for (const [version, base, bump, expected] of [
  ['1.5.1', '1.5.0', 'patch', true],
  ['1.5.1', '1.5.0', 'minor', false],
  ['1.6.0', '1.5.0', 'minor', true],
  ['1.6.0', '1.5.0', 'major', false],
  ['2.0.0', '1.5.0', 'major', true],
  ['2.0.0-rc.1', '1.5.0', 'major', true],
  ['2.0.0', '1.5.0', 'patch', true],
  ['0.3.0', '0.2.5', 'major', true],
  ['0.2.6', '0.2.5', 'major', false],
  ['0.2.6', '0.2.5', 'minor', true],
  ['1.0.0', '0.2.5', 'major', true],
] as const)
  test(
    `${version} is ${expected ? 'high enough' : 'too low'} for a ${bump} change after ${base}`,
    high,
    version,
    base,
    bump,
    expected,
  )

test('the next version says what changed', t => {
  t.is(versionAfter('1.5.3', 'major'), '2.0.0')
  t.is(versionAfter('1.5.3', 'minor'), '1.6.0')
  t.is(versionAfter('1.5.3', 'patch'), '1.5.4')
  t.is(versionAfter('0.2.3', 'major'), '0.3.0')
  t.is(versionAfter('0.2.3', 'minor'), '0.2.4')
})
