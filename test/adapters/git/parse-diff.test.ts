import { execFileSync } from 'node:child_process'
import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parsePatch } from 'diff'
import fc from 'fast-check'
import { diffCommand } from '../../../src/adapters/git/diff-stream.ts'
import { parseDiff } from '../../../src/adapters/git/parse-diff.ts'
import type { Diff } from '../../../src/ports/diff.ts'
import { type TestRepository, testRepository } from '../../support/repository.ts'
import { runs } from '../../support/runs.ts'

const encoder = new TextEncoder()
const oldId = 'a'.repeat(40)
const newId = 'b'.repeat(40)
const none = '0'.repeat(40)

/** What Git prints, from the fields of its raw part and its patch. */
const output = (raw: readonly string[][], patch: string): Uint8Array =>
  encoder.encode(
    `${'c'.repeat(40)}\0${raw.map(([facts, ...paths]) => `:${facts}\0${paths.map(path => `${path}\0`).join('')}`).join('')}\0${patch}`,
  )

const modified = (path: string) => [`100644 100644 ${oldId} ${newId} M`, path]
const part = (body: string) => `diff --git a/x b/x\nindex ${oldId}..${newId} 100644\n${body}`

test('nothing printed is no change', t => {
  t.deepEqual(parseDiff(new Uint8Array()), [])
  t.deepEqual(parseDiff(encoder.encode(`${oldId} ${newId}\n`)), [])
})

test('a change has its facts, and its lines their numbers', t => {
  const hunk = '--- a/x\n+++ b/x\n@@ -9,3 +10,3 @@ class A {\n one\n-two\n+zwei\n three\n'
  t.deepEqual(parseDiff(output([modified('x')], part(hunk))), [
    {
      path: 'x',
      status: 'modified',
      oldMode: '100644',
      newMode: '100644',
      oldBlob: oldId,
      newBlob: newId,
      binary: false,
      hunks: [
        {
          oldStart: 9,
          newStart: 10,
          heading: 'class A {',
          lines: [
            { kind: 'context', text: 'one', old: 9, new: 10 },
            { kind: 'removed', text: 'two', old: 10 },
            { kind: 'added', text: 'zwei', new: 11 },
            { kind: 'context', text: 'three', old: 11, new: 12 },
          ],
        },
      ],
    },
  ])
})

test('a file without a part, whose blob is replaced by one with the same content, has no lines', t => {
  const hunk = '--- a/y\n+++ b/y\n@@ -1 +1 @@\n-one\n+two\n'
  const other = [`100644 100644 ${newId} ${oldId} M`, 'x']
  const diff = parseDiff(output([other, modified('y')], part(hunk)))
  t.deepEqual(
    diff.map(({ path, status, hunks }) => [path, status, hunks.length]),
    [
      ['x', 'modified', 0],
      ['y', 'modified', 1],
    ],
  )
})

const statuses: Record<string, [raw: string[], expected: Partial<Diff[number]>]> = {
  A: [[`000000 100644 ${none} ${newId} A`, 'x'], { status: 'added' }],
  D: [[`100644 000000 ${oldId} ${none} D`, 'x'], { status: 'deleted' }],
  M: [modified('x'), { status: 'modified' }],
  'M of the mode': [[`100644 100755 ${oldId} ${oldId} M`, 'x'], { status: 'mode' }],
  R100: [[`100644 100644 ${oldId} ${oldId} R100`, 'w', 'x'], { status: 'renamed', from: 'w' }],
  C075: [[`100644 100644 ${oldId} ${newId} C075`, 'w', 'x'], { status: 'copied', from: 'w' }],
}
for (const [title, [raw, expected]] of Object.entries(statuses))
  test(`status ${title}`, t => {
    t.like(parseDiff(output([raw], part('')))[0], { path: 'x', binary: false, ...expected })
  })

test('a change of type has two parts, and the next file its own', t => {
  const type = [`100644 120000 ${oldId} ${newId} T`, 'x']
  const parts = [
    part('@@ -1 +0,0 @@\n-a\n'),
    part('@@ -0,0 +1 @@\n+b\n'),
    part('@@ -1 +1 @@\n-c\n+d\n'),
  ]
  const diff = parseDiff(output([type, modified('y')], parts.join('')))
  t.deepEqual(
    diff.map(({ status }) => status),
    ['type', 'modified'],
  )
  t.deepEqual(
    diff.map(({ hunks }) => hunks.flatMap(({ lines }) => lines.map(({ text }) => text))),
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  )
})

test('headings keep their spaces and signs', t => {
  const heading = (text: string) =>
    parseDiff(output([modified('x')], part(`@@ -1 +1 @@${text}\n-a\n+b\n`)))[0]?.hunks[0]?.heading
  t.is(heading(''), '')
  t.is(heading(' f(a) @@ g'), 'f(a) @@ g')
  t.is(heading('   indented'), '  indented')
})

test('a file with no lines to show is binary where Git says so', t => {
  const binary = (body: string) => parseDiff(output([modified('x')], part(body)))[0]?.binary
  t.is(binary('Binary files a/x and b/x differ\n'), true)
  t.is(binary(''), false)
  t.is(binary('@@ -1 +1 @@\n-Binary files a/x and b/x differ\n+b\n'), false)
})

test('a patch that does not fit the files is refused', t => {
  t.throws(() => parseDiff(output([modified('x'), modified('y')], part(''))))
})

// Beside real Git and jsdiff

const ofGit = ({ path, git }: TestRepository) => {
  const id = git('rev-parse', 'HEAD')
  return execFileSync('git', [...diffCommand], { cwd: path, input: `${id}\n`, maxBuffer: 1 << 28 })
}

/** What jsdiff makes of the same patch, in the same form. */
const byJsdiff = (patch: Buffer) =>
  parsePatch(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      patch.subarray(patch.indexOf('\0\0diff') + 2),
    ),
  ).map(({ hunks }) =>
    hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
      start: [oldLines ? oldStart : oldStart - 1, newLines ? newStart : newStart - 1],
      lines: lines.filter(line => !line.startsWith('\\')),
    })),
  )

const marks = { added: '+', removed: '-', context: ' ' }
const plain = (diff: Diff) =>
  diff.map(({ hunks }) =>
    hunks.map(({ oldStart, newStart, lines }) => ({
      start: [oldStart, newStart],
      lines: lines.map(({ kind, text }) => marks[kind] + text),
    })),
  )

test('a commit of every kind of change is read as jsdiff reads it', t => {
  const repository = testRepository(t)
  const { path, commit } = repository
  commit('first', {
    'a/renamed': 'one\ntwo\nthree\nfour\n',
    moved: 'same\n',
    mode: 'm\n',
    gone: 'g\n',
    crlf: 'a\r\nb\r\n',
    'no end': 'x\ny',
    binary: Buffer.from([0, 1]),
    'quote"d\tü\n': 'q\n',
    signs: '-- a\n++ b\n@@ c\n\n',
  })
  renameSync(join(path, 'a/renamed'), join(path, 'renamed'))
  renameSync(join(path, 'moved'), join(path, 'moved too'))
  chmodSync(join(path, 'mode'), 0o755)
  rmSync(join(path, 'gone'))
  symlinkSync('mode', join(path, 'link'))
  commit('second', {
    renamed: 'one\ntwo\nTHREE\nfour\n',
    crlf: 'a\r\nB\r\n',
    'no end': 'x\nz',
    binary: Buffer.from([0, 2]),
    'quote"d\tü\n': 'Q\n',
    signs: '-- A\n++ B\n@@ C\n\n',
    empty: '',
  })
  const printed = ofGit(repository)
  const diff = parseDiff(printed)
  t.deepEqual(
    diff.map(({ status, from, path, binary }) => [status, from, path, binary]),
    [
      ['modified', undefined, 'binary', true],
      ['modified', undefined, 'crlf', false],
      ['added', undefined, 'empty', false],
      ['deleted', undefined, 'gone', false],
      ['added', undefined, 'link', false],
      ['mode', undefined, 'mode', false],
      ['renamed', 'moved', 'moved too', false],
      ['modified', undefined, 'no end', false],
      ['modified', undefined, 'quote"d\tü\n', false],
      ['renamed', 'a/renamed', 'renamed', false],
      ['modified', undefined, 'signs', false],
    ],
  )
  t.deepEqual(plain(diff), byJsdiff(printed))
})

test('any change of any lines is read as jsdiff reads it, and tells both texts', t => {
  const repository = testRepository(t)
  const line = fc.constantFrom(
    '',
    'a',
    'b',
    '-- x',
    '++ x',
    '@@ -1 +1 @@',
    'diff --git a/x b/x',
    '\\ No',
    'c\r',
    '\u2028',
    ' ',
    'index a..b',
    'Binary files a and b differ',
  )
  const text = fc
    .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
    .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))
  repository.commit('root')
  const property = fc.property(text, text, (before, after) => {
    repository.commit('before', { file: before, z: 'z' })
    repository.commit('after', { file: after, z: `${after} ` })
    const printed = ofGit(repository)
    const diff = parseDiff(printed)
    if (diff.length > 0) t.deepEqual(plain(diff), byJsdiff(printed))
    const change = diff.find(({ path }) => path === 'file')
    const side = (number: 'old' | 'new', whole: string) => {
      const lines = whole.split('\n')
      for (const { text, ...numbers } of change?.hunks.flatMap(hunk => hunk.lines) ?? [])
        if (numbers[number] !== undefined) t.is(text, lines[numbers[number] - 1] as string)
    }
    side('old', before)
    side('new', after)
  })
  t.notThrows(() => fc.assert(property, runs(30)))
})

test('content in any encoding, and paths, are read without failing', t => {
  const repository = testRepository(t)
  repository.commit('first', { a: Buffer.from('\xff\xfe\n\xe9t\xe9\n', 'latin1') })
  const [change] = parseDiff(ofGit(repository))
  t.deepEqual(
    change?.hunks[0]?.lines.map(({ text }) => text),
    ['\ufffd\ufffd', '\ufffdt\ufffd'],
  )
})
