import test from 'ava'
import { parsePointerText, pointerOf, valueAt } from '../../src/releases/text/json-pointer.ts'

/** The document and the pointers of RFC 6901, section 5. */
const document = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
}
const pointers: Readonly<Record<string, unknown>> = {
  '': document,
  '/foo': ['bar', 'baz'],
  '/foo/0': 'bar',
  '/': 0,
  '/a~1b': 1,
  '/c%d': 2,
  '/e^f': 3,
  '/g|h': 4,
  '/i\\j': 5,
  '/k"l': 6,
  '/ ': 7,
  '/m~0n': 8,
}

for (const [pointer, value] of Object.entries(pointers))
  test(`"${pointer}" leads where RFC 6901 says`, t => {
    const path = parsePointerText(pointer)
    t.deepEqual(path && valueAt(document, path), value)
    t.is(path && pointerOf(path), pointer)
  })

test('the order of unescaping is that of the RFC: ~01 is ~1 and no slash', t => {
  t.deepEqual(parsePointerText('/~01'), ['~1'])
})

test('what has no slash in front or a bare tilde is no pointer', t => {
  for (const text of ['foo', '#/foo', '/a~', '/a~2', ' /a'])
    t.is(parsePointerText(text), undefined, text)
})

test('an index has no zero in front, and nothing is behind the end', t => {
  for (const path of [
    ['foo', '00'],
    ['foo', '01'],
    ['foo', '-'],
    ['foo', '2'],
    ['foo', 'length'],
    ['toString'],
  ])
    t.is(valueAt(document, path), undefined)
})
