import test from 'ava'
import { parsePatch } from 'diff'
import { diffText } from '../../src/documentation/diff-text.ts'
import type { DiffLine, FileChange, Hunk } from '../../src/ports/diff.ts'
import { tokensOf } from '../../src/ports/tokens.ts'

/** A hunk from its lines as Git prints them. */
const hunk = (start: number, lines: readonly string[], heading = ''): Hunk => {
  let [old, now] = [start, start]
  const kinds = { '+': 'added', '-': 'removed', ' ': 'context' } as const
  return {
    oldStart: start,
    newStart: start,
    heading,
    lines: lines.map((line): DiffLine => {
      const kind = kinds[line[0] as keyof typeof kinds]
      const text = line.slice(1)
      if (kind === 'added') return { kind, text, new: now++ }
      if (kind === 'removed') return { kind, text, old: old++ }
      return { kind, text, old: old++, new: now++ }
    }),
  }
}

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

const small = file('src/a.ts', hunk(3, [' one', '-two', '+2', '+two', ' three'], 'class A {'))
const additions = (count: number, length = 30): string[] =>
  Array.from({ length: count }, (_, n) => `+line ${n} ${'x'.repeat(length)}`)

test('a small diff is shown whole, as Git writes it', t => {
  t.deepEqual(diffText([small]), {
    text: 'diff --git a/src/a.ts b/src/a.ts\n@@ -3,3 +3,4 @@ class A {\n one\n-two\n+2\n+two\n three\n',
    omitted: [],
  })
  t.is(
    parsePatch(
      `--- a/src/a.ts\n+++ b/src/a.ts\n${diffText([small]).text.replace(/^diff.*\n/, '')}`,
    )[0]?.hunks[0]?.lines.length,
    5,
  )
})

test('no change is no text', t => {
  t.deepEqual(diffText([]), { text: '', omitted: [] })
})

test('renames, modes, new, deleted and binary files are said', t => {
  const { text, omitted } = diffText([
    { ...file('new.ts', hunk(1, ['+a'])), status: 'added', oldMode: '000000' },
    { ...file('gone.ts', hunk(1, ['-a'])), status: 'deleted', newMode: '000000' },
    { ...file('b.ts'), from: 'a.ts', status: 'renamed' },
    { ...file('c.ts'), from: 'a.ts', status: 'copied' },
    { ...file('run.sh'), status: 'mode', newMode: '100755' },
    { ...file('logo.png'), binary: true },
    file('odd\n"name".ts'),
  ])
  t.deepEqual(text.split('\n'), [
    'diff --git a/new.ts b/new.ts',
    'new file mode 100644',
    '@@ -1,0 +1,1 @@',
    '+a',
    'diff --git a/gone.ts b/gone.ts',
    'deleted file mode 100644',
    '@@ -1,1 +1,0 @@',
    '-a',
    'diff --git a/a.ts b/b.ts',
    'rename from a.ts',
    'rename to b.ts',
    'diff --git a/a.ts b/c.ts',
    'copy from a.ts',
    'copy to c.ts',
    'diff --git a/run.sh b/run.sh',
    'old mode 100644',
    'new mode 100755',
    'diff --git a/logo.png b/logo.png',
    'binary file',
    'diff --git a/"odd\\n\\"name\\".ts" b/"odd\\n\\"name\\".ts"',
    '',
  ])
  t.deepEqual(omitted, [])
})

test('whole files come first, in the order given; what does not fit is named', t => {
  const large = file('large.ts', hunk(1, additions(1000)))
  const { text, omitted } = diffText([small, large, file('last.ts', hunk(1, additions(500)))], 1000)
  t.true(text.startsWith(diffText([small]).text))
  t.regex(omitted[0] ?? '', /^large\.ts: \d+ lines from line \d+$/)
  t.true(text.endsWith('Changed as well, not shown:\nlast.ts (modified, +500 -0)\n'))
  t.is(omitted[1], 'last.ts (modified, +500 -0)')
  t.is(omitted.length, 2)
  t.true(tokensOf(text) <= 1000)
})

test('of a file that does not fit the first hunks are shown, the next line by line', t => {
  const one = hunk(1, additions(10))
  const two = hunk(50, additions(1000))
  const three = hunk(2000, ['+end'])
  const { text, omitted } = diffText([file('a.ts', one, two, three)], 1000)
  t.true(text.includes('@@ -1,0 +1,10 @@\n+line 0'))
  const shown = text.slice(text.indexOf('@@ -50')).match(/^\+/gm)?.length ?? 0
  t.true(shown > 10)
  t.deepEqual(omitted, [
    `a.ts: ${1000 - shown} lines from line ${50 + shown}`,
    'a.ts: 1 lines from line 2000',
  ])
})

test('a small file behind a large one is still shown where there is room', t => {
  const huge = file('huge.ts', hunk(1, [`+${'x'.repeat(390)}`, ...additions(3, 380)]))
  const { text } = diffText([huge, small], 500)
  t.true(tokensOf(text) <= 500)
})

test('names that do not fit are counted, and named up to a number', t => {
  const many = Array.from({ length: 3000 }, (_, n) =>
    file(`src/file-${n}.ts`, hunk(1, additions(50))),
  )
  const { text, omitted } = diffText(many, 1000)
  t.true(tokensOf(text) <= 1000)
  t.regex(text, /… and \d+ more files\n$/)
  t.true(omitted.length < 300)
  t.regex(omitted.at(-1) ?? '', /^\d+ more files$/)
})

test('a long line is cut, never within a character, and that is said', t => {
  const { text, omitted } = diffText([
    file('a.ts', hunk(1, [`+${'x'.repeat(399)}𠮷${'y'.repeat(100)}`])),
  ])
  t.true(text.includes(`+${'x'.repeat(399)} … (102 more characters)\n`))
  t.deepEqual(omitted, ['a.ts: the ends of 1 long lines'])
})

test('the budget is kept, whatever it is', t => {
  const changes = [
    small,
    file('b.ts', hunk(1, additions(300))),
    ...Array.from({ length: 40 }, (_, n) => file(`c${n}.ts`, hunk(1, additions(5)))),
  ]
  for (const limit of [0, 1, 10, 40, 100, 300, 1000, 4000, 10_000]) {
    const { text } = diffText(changes, limit)
    t.true(tokensOf(text) <= Math.max(limit, 0), `${limit}: ${tokensOf(text)}`)
  }
})

// Whatever looks at each of them again for each other one would never end.
test('a line of five megabytes and a diff of half a million lines are read once', t => {
  const line = diffText([file('min.js', hunk(1, [`+${'x'.repeat(5e6)}`]))])
  const many = diffText([file('big.sql', hunk(1, additions(500_000)))])
  t.true(line.text.length < 600)
  t.true(tokensOf(many.text) <= 4000)
  t.is(many.omitted.length, 1)
})

test('the same diff gives the same text', t => {
  const changes = [small, file('b.ts', hunk(1, additions(300)))]
  t.deepEqual(diffText(changes, 500), diffText(changes, 500))
})
