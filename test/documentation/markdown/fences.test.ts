import test from 'ava'
import { closesFence, fenceAt, fencedBlock } from '../../../src/documentation/markdown/fences.ts'

test('a fence is three marks or more, at any indentation', t => {
  t.deepEqual(fenceAt('   ````sh title'), { mark: '````', info: 'sh title' })
  t.deepEqual(fenceAt('      ~~~'), { mark: '~~~', info: '' })
  for (const line of ['``', '```a`b', 'a ```', undefined]) t.is(fenceAt(line), undefined)
})

test('only marks of the same kind, as many or more, close a fence', t => {
  const open = { mark: '````', info: 'sh' }
  t.true(closesFence('`````', open))
  for (const line of ['```', '~~~~', '````sh']) t.false(closesFence(line, open), line)
})

test('a block is its fence and its lines, also in a quote', t => {
  t.deepEqual(fencedBlock('```js\na\n> ```'), {
    open: { mark: '```', info: 'js' },
    inner: ['a'],
    closed: true,
  })
  t.like(fencedBlock('```\na'), { inner: ['a'], closed: false })
  t.is(fencedBlock('    a'), undefined)
})
