import test from 'ava'
import { amountOf, churnCounter } from '../../src/pipelines/churn.ts'
import type { TouchedFile } from '../../src/ports/activity.ts'

/** Churn by name, of commits from the newest to the oldest. */
const counted = (files: readonly TouchedFile[], existing: readonly string[]) => {
  const counter = churnCounter()
  for (const file of files) counter.take(file)
  const counts = counter.counts(path => existing.includes(path))
  return Object.fromEntries([...counts].map(([path, churn]) => [path, amountOf(churn)]))
}
const change = (path: string, added = 1, removed = 0): TouchedFile => ({ path, added, removed })
const rename = (before: string, path: string, added = 0): TouchedFile => ({
  ...change(path, added),
  before,
})

test('lines added and removed are added up by file', t => {
  t.deepEqual(counted([change('a', 2, 1), change('b'), change('a', 3)], ['a', 'b']), { a: 6, b: 1 })
})

test('a change of a binary file counts as one', t => {
  const binary = { path: 'a', added: undefined, removed: undefined }
  t.deepEqual(counted([binary, binary], ['a']), { a: 2 })
})

test('what a file was called before counts for its name of today, over several renames', t => {
  const files = [change('c'), rename('b', 'c'), change('b', 10), rename('a', 'b'), change('a', 100)]
  t.deepEqual(counted(files, ['c']), { c: 111 })
})

test('a new file with the old name keeps its own churn', t => {
  const files = [change('a', 5), rename('a', 'b'), change('a', 100)]
  t.deepEqual(counted(files, ['a', 'b']), { a: 5, b: 100 })
})

test('a file that was gone before another took its name does not count', t => {
  const files = [rename('a', 'b'), change('b', 50), change('a', 100)]
  t.deepEqual(counted(files, ['b']), { b: 100 })
})

test('two files that change their names with each other keep their churn', t => {
  const files = [rename('a', 't'), change('a', 1)]
  t.deepEqual(
    counted([rename('t', 'b'), rename('b', 'a'), ...files, change('b', 10)], ['a', 'b']),
    {
      a: 10,
      b: 1,
    },
  )
})

test('what a side branch did under the old name after the rename counts for the new name', t => {
  t.deepEqual(counted([change('a', 7), rename('a', 'b')], ['b']), { b: 7 })
})

test('files that are gone do not count', t => {
  t.deepEqual(counted([change('a')], []), {})
})
