import test from 'ava'
import { diffText } from '../../src/documentation/diff-text.ts'
import { relevanceTo } from '../../src/documentation/relevance.ts'
import type { DiffLine, FileChange, Hunk } from '../../src/ports/diff.ts'
import { tokensOf } from '../../src/ports/tokens.ts'

const hunk = (start: number, lines: readonly string[]): Hunk => ({
  oldStart: start,
  newStart: start,
  heading: '',
  lines: lines.map((text, at): DiffLine => ({ kind: 'added', text, new: start + at })),
})

const file = (path: string, ...hunks: Hunk[]): FileChange => ({
  path,
  status: 'modified',
  binary: false,
  oldMode: '100644',
  newMode: '100644',
  oldBlob: 'a'.repeat(40),
  newBlob: 'b'.repeat(40),
  hunks,
})

const noise = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `const unrelated${n} = compute(${n})`)

const section = (text: string, isMapped = (_: string) => false) => ({
  file: 'docs/options.md',
  section: 'Retries',
  text,
  isMapped,
})

test('of a diff that is too large the hunks that speak of the section are shown, wherever they are', t => {
  const changes = [
    file('src/a.ts', hunk(1, noise(400))),
    file('src/client.ts', hunk(1, noise(300)), hunk(900, ['export const maxRetries = 3'])),
  ]
  const about = section('Set `max_retries` to ask again.')
  const { text, omitted } = diffText(changes, 500, relevanceTo(changes, about))
  t.true(text.includes('+export const maxRetries = 3'))
  t.true(tokensOf(text) <= 500)
  t.true(omitted.some(each => each.startsWith('src/client.ts: ')))
  t.false(diffText(changes, 500).text.includes('maxRetries'))
})

test('what is shown stands in the order of the diff', t => {
  const changes = [
    file(
      'src/a.ts',
      hunk(1, ['retry once']),
      hunk(50, noise(300)),
      hunk(500, ['retry maxRetries']),
    ),
  ]
  const { text } = diffText(changes, 500, relevanceTo(changes, section('`maxRetries`: retry')))
  t.true(text.indexOf('+retry once') < text.indexOf('+retry maxRetries'))
  t.true(text.includes('+retry once'))
})

test('mapped files say more than others, and tests less', t => {
  const line = ['export const maxRetries = 3']
  const changes = [
    file('test/client.test.ts', hunk(1, line)),
    file('src/other.ts', hunk(1, line)),
    file('src/client.ts', hunk(1, line)),
  ]
  const about = section('`maxRetries`', path => path === 'src/client.ts')
  const relevance = relevanceTo(changes, about)
  const scores = changes.map(change => relevance(change, change.hunks[0]))
  t.deepEqual(
    [...scores].sort((a, b) => a - b),
    scores,
  )
  t.is(new Set(scores).size, 3)
})

test('a diff that fits is shown as it is', t => {
  const changes = [file('src/b.ts', hunk(1, noise(5))), file('src/a.ts', hunk(1, ['maxRetries']))]
  t.deepEqual(
    diffText(changes, 4000, relevanceTo(changes, section('`maxRetries`'))),
    diffText(changes),
  )
})

// Whatever looks at each of them again for each other one would never end.
test('a line of five megabytes and very many lines are read once', t => {
  const changes = [
    file('min.js', hunk(1, ['x'.repeat(5e6)])),
    file(
      'big.sql',
      hunk(
        1,
        Array.from({ length: 500_000 }, (_, n) => `insert into t values (${n})`),
      ),
    ),
  ]
  const { text } = diffText(changes, 4000, relevanceTo(changes, section('`maxRetries`')))
  t.true(tokensOf(text) <= 4000)
})
