import test from 'ava'
import { changeId, isMadeOf } from '../../src/documentation/change-id.ts'
import type { Diff } from '../../src/ports/diff.ts'
import { change, diffOf, edited } from '../support/diff.ts'

const patch = (start: number, context: string, ...lines: string[]): Diff =>
  diffOf(
    [
      'diff --git a/src/a.ts b/src/a.ts',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      `@@ -${start},2 +${start},2 @@`,
      ` ${context}`,
      ...lines,
      '',
    ].join('\n'),
  )

const one = patch(3, 'before', '-const a = 1', '+const a = 2')

test('a change is the same wherever it stands and whatever stands around it', t => {
  t.is(changeId(patch(90, 'something else', '-const a = 1', '+const a = 2')), changeId(one))
})

test('white space is no change, as for git patch-id', t => {
  t.is(changeId(patch(3, 'before', '-const a  = 1', '+  const a = 2\r')), changeId(one))
})

test('another line, another direction, another file are other changes', t => {
  const others = [
    patch(3, 'before', '-const a = 1', '+const a = 3'),
    patch(3, 'before', '-const a = 2', '+const a = 1'),
    [edited('src/b.ts', ['const a = 1'], ['const a = 2'])],
    [edited('src/a.ts', ['const a = 1'], ['const a = 2'], { from: 'src/b.ts' })],
    [edited('src/a.ts', ['const a = 1'], ['const a = 2'], { newMode: '100755' })],
  ]
  const ids = [one, ...others].map(changeId)
  t.is(new Set(ids).size, ids.length)
})

test('the order of files does not matter', t => {
  const [a, b] = [edited('a', ['1'], ['2']), edited('b', ['1'], ['2'])]
  t.is(changeId([a, b]), changeId([b, a]))
})

test('what has no lines goes by its blobs, and no change has no id', t => {
  const binary = (newBlob: string) =>
    changeId([change('logo.png', { binary: true, oldBlob: 'a1', newBlob })])
  t.not(binary('b1'), binary('b2'))
  t.is(binary('b1'), binary('b1'))
  t.is(changeId([]), undefined)
})

test('several changes together are one that says all of it, in any order', t => {
  const first = [edited('a', ['1'], ['2'])]
  const second = [edited('a', ['2'], ['3']), edited('b', [], ['new'])]
  const both = [edited('a', ['1'], ['3']), edited('b', [], ['new'])]
  t.true(isMadeOf(both, [first, second]))
  t.true(isMadeOf(both, [second, first]))
  t.false(isMadeOf(both, [first]))
  t.false(isMadeOf([...both, edited('c', [], ['more'])], [first, second]))
  t.false(isMadeOf([edited('a', ['1'], ['4'])], [first]))
})
