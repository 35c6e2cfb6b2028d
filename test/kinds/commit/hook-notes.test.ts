import test from 'ava'
import { rewritesIn } from '../../../src/kinds/commit/rewrites.ts'
import type { Note } from '../../../src/ports/hooks.ts'

const note = (...pairs: readonly (readonly [string, string])[]): Note => ({
  file: 'note',
  hook: 'post-rewrite',
  ref: 'refs/heads/main',
  commit: undefined,
  rewrites: pairs.map(([from, to]) => ({ from, to })),
})

const told = (...notes: Note[]) => Object.fromEntries(rewritesIn(notes))

test('a commit is found under its successor', t => {
  t.deepEqual(told(note(['a', 'b'])), { b: ['a'] })
  t.deepEqual(told(), {})
})

test('several commits may become one', t => {
  t.deepEqual(told(note(['a', 's'], ['b', 's']), note(['c', 's'])), { s: ['a', 'b', 'c'] })
})

test('a rewrite of a rewrite is followed to its end', t => {
  t.deepEqual(told(note(['a', 'b']), note(['b', 'c']), note(['c', 'd'])), { d: ['a', 'b', 'c'] })
})

test('a commit that became itself, at once or by and by, was not rewritten', t => {
  t.deepEqual(told(note(['a', 'a'])), {})
  t.deepEqual(told(note(['a', 'b']), note(['b', 'a'])), { a: ['b'] })
})
