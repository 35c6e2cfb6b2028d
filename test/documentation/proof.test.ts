import test from 'ava'
import * as fc from 'fast-check'
import { hash } from '../../src/documentation/hash.ts'
import { movedChange } from '../../src/documentation/proof/moved.ts'
import { proveBytes, proveFiles } from '../../src/documentation/proof.ts'
import { runs } from '../support/runs.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sha = (digit: string) => digit.repeat(40)

/** A change of some stretches, each `[kept before it, old text, new text]`, and what is kept at the end. */
const changeOf = (parts: readonly (readonly [string, string, string])[], end: string) => {
  let [before, after] = ['', '']
  const sections = parts.map(([kept, old, next], at) => {
    before += kept
    after += kept
    const span = (text: string, put: string) => {
      const start = bytes(text).length
      return { start, end: start + bytes(put).length, sha256: hash(put) }
    }
    const section = { section: `S${at}`, before: span(before, old), after: span(after, next) }
    before += old
    after += next
    return section
  })
  const change = { file: 'README.md', before: sha('1'), after: sha('2'), sections }
  return { change, before: bytes(before + end), after: bytes(after + end) }
}

const two = changeOf(
  [
    ['# Tööl\n\n', '## Usage\n\nold\n', '## Usage\n\nnew and longer\n'],
    ['\n## Kept\r\n\n', '## Flags\n\n--old\n', '## Flags\n\n--n\n'],
  ],
  '\n## Thanks\n',
)

const insertedAt = (whole: Uint8Array, at: number) =>
  Uint8Array.from([...whole.subarray(0, at), 88, ...whole.subarray(at)])

test('a change of just the sections named is proven', t => {
  t.deepEqual(proveBytes(two.change, two.before, two.after), [])
})

test('one byte more is found wherever it is, and told by its place', t => {
  for (let at = 0; at <= two.after.length; at += 1) {
    const found = proveBytes(two.change, two.before, insertedAt(two.after, at))
    t.true(found.length > 0, `at ${at}`)
    const isOutside = two.change.sections.every(
      ({ after }) => at <= after.start - 1 || at >= after.end + 1,
    )
    if (isOutside) t.true((found[0]?.at ?? 0) <= at + 1, `at ${at}: ${found[0]?.detail}`)
  }
  const [first] = proveBytes(two.change, two.before, insertedAt(two.after, 2))
  t.like(first, { rule: 'bytes', file: 'README.md', at: 2 })
})

test('any byte changed is found', t => {
  for (let at = 0; at < two.after.length; at += 1) {
    const other = Uint8Array.from(two.after)
    other[at] = (other[at] ?? 0) ^ 1
    const [first] = proveBytes(two.change, two.before, other)
    const inside = two.change.sections.find(({ after }) => after.start <= at && at < after.end)
    t.is(first?.rule, inside ? 'hash' : 'bytes', `at ${at}`)
    t.is(first?.at, inside ? inside.after.start : at)
  }
})

test('a place outside the document, or before the section above, is no place', t => {
  const [first, second] = two.change.sections
  if (!first || !second) throw new Error('There are two.')
  const far = { ...second, after: { ...second.after, end: 10_000 } }
  const over = { ...second, before: { ...second.before, start: first.before.start + 1 } }
  for (const sections of [
    [first, far],
    [first, over],
  ]) {
    t.true(
      proveBytes({ file: 'README.md', sections }, two.before, two.after).some(
        ({ rule }) => rule === 'spans',
      ),
    )
  }
})

test('another file, an added or deleted one, another mode and another blob are found', t => {
  const named = { mode: '100644', blob: sha('1') }
  const after = { mode: '100644', blob: sha('2') }
  const documents = [two.change]
  const rules = (...changes: Parameters<typeof proveFiles>[1]) =>
    proveFiles(documents, changes).map(({ rule, file }) => [rule, file])
  const good = { path: 'README.md', before: named, after }
  t.deepEqual(rules(good), [])
  t.deepEqual(rules(good, { path: 'x.js', before: named, after }), [['files', 'x.js']])
  t.deepEqual(rules({ ...good, before: undefined }), [['files', 'README.md']])
  t.deepEqual(rules({ ...good, after: undefined }), [['files', 'README.md']])
  t.deepEqual(rules({ ...good, after: { ...after, mode: '100755' } }), [['mode', 'README.md']])
  t.deepEqual(rules({ ...good, after: named }), [['blob', 'README.md']])
  t.deepEqual(rules(), [['files', 'README.md']])
})

const word = fc.string({ minLength: 1, maxLength: 8 })

test('whatever the texts are, the change itself is proven, and so is it when the document moved around it', t => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, word, word), { minLength: 1, maxLength: 4 }),
      word,
      fc.string({ maxLength: 6 }),
      (parts, end, more) => {
        const { change, before, after } = changeOf(parts, end)
        t.deepEqual(proveBytes(change, before, after), [])
        const longer = (whole: Uint8Array) => Uint8Array.from([...whole, ...bytes(more)])
        const blobs = { before: sha('3'), after: sha('4') }
        const moved = movedChange(change, before, longer(before), blobs)
        t.is(moved?.sections.length, parts.length)
      },
    ),
    runs(80),
  )
})

test('a copy of a change is found by its old texts further down', t => {
  const shifted = (whole: Uint8Array) => Uint8Array.from([...bytes('New first lines.\n'), ...whole])
  const blobs = { before: sha('3'), after: sha('4') }
  const moved = movedChange(two.change, two.before, shifted(two.before), blobs)
  t.truthy(moved)
  t.deepEqual(moved && proveBytes(moved, shifted(two.before), shifted(two.after)), [])
  t.is(movedChange(two.change, two.before, bytes('Another document.\n'), blobs), undefined)
})
