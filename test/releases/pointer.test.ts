import test from 'ava'
import {
  parsePointer,
  pointerChanges,
  printPointer,
  withReleases,
} from '../../src/releases/pointer.ts'

test('a pointer is written in one way only', t => {
  const text = '{\n  "a": "1.0.0",\n  "b": "2.0.0-rc.1"\n}\n'
  t.is(printPointer({ b: '2.0.0-rc.1', a: '1.0.0' }), text)
  t.deepEqual(parsePointer(text), { pointer: { a: '1.0.0', b: '2.0.0-rc.1' } })
  t.is(printPointer({}), '{}\n')
})

test('a pointer that is not there, or empty, names nothing', t => {
  for (const text of [undefined, '', ' \n', '{}', '\ufeff{}'])
    t.deepEqual(parsePointer(text), { pointer: {} })
})

test('what is no pointer says why', t => {
  for (const text of [
    '{',
    '[]',
    'null',
    '"a"',
    '{"a":1}',
    '{"a":"v1.0.0"}',
    '{"a":"1.0"}',
    '{"a":"1.0.0+b"}',
    '{"a":{}}',
  ])
    t.true('problem' in parsePointer(text), text)
})

test('names like those of every object are names', t => {
  const text = '{ "__proto__": "1.0.0", "constructor": "1.0.0" }'
  const read = parsePointer(text)
  t.deepEqual('pointer' in read && Object.keys(read.pointer), ['__proto__', 'constructor'])
})

test('an activation changes only what it names', t => {
  const before = { a: '1.0.0', b: '1.0.0' }
  const after = withReleases(before, [
    { package: 'b', version: '1.1.0' },
    { package: 'c', version: '1.0.0' },
  ])
  t.deepEqual(after, { a: '1.0.0', b: '1.1.0', c: '1.0.0' })
  t.deepEqual(pointerChanges(before, after), [
    { package: 'b', from: '1.0.0', to: '1.1.0' },
    { package: 'c', from: undefined, to: '1.0.0' },
  ])
})
