import test from 'ava'
import fc from 'fast-check'
import { complexityMeter } from '../../src/pipelines/complexity.ts'
import { runs } from '../support/runs.ts'

const measured = (...pieces: readonly (string | Uint8Array)[]): number | undefined => {
  const meter = complexityMeter()
  for (const piece of pieces) meter.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
  return meter.end()
}

/** The same, by the definition: slow, and of a whole text. */
const defined = (text: string): number =>
  text
    .split('\n')
    .filter(line => /[^ \t\r\f\v]/.test(line))
    .map(line => /^[ \t\r\f\v]*/.exec(line)?.[0] ?? '')
    .map(indentation => [...indentation].reduce((sum, each) => sum + (widths[each] ?? 0), 0))
    .reduce((sum, columns) => sum + Math.floor(columns / 4), 0)
const widths: Readonly<Record<string, number>> = { ' ': 1, '\t': 4 }

test('each line counts its levels of four columns, a tab is four, and blank lines count nothing', t => {
  t.is(measured('a\n    b\n        c\n\td\n'), 1 + 2 + 1)
  t.is(measured('   three\n  \ttab after two\n'), 1)
  t.is(measured('        \n\t\t\r\n'), 0)
  t.is(measured(''), 0)
  t.is(measured('    no end of line'), 1)
})

test('lines may end with CRLF, and other letters than ASCII are no indentation', t => {
  t.is(measured('    a\r\n    \u00e9\r\n'), 2)
  t.is(measured('\u00a0\u00a0\u00a0\u00a0a\n'), 0)
})

test('a binary file has no complexity, wherever its pieces are cut', t => {
  t.is(measured('    a\n', new Uint8Array([0, 1])), undefined)
  // Git looks no further than 8,000 bytes either.
  t.is(measured(' '.repeat(7_999), '\0'), undefined)
  t.is(measured('x'.repeat(8_000), '\0'), 0)
})

test('a file in pieces measures the same as by the definition', t => {
  const text = fc.array(fc.constantFrom(' ', '    ', '\t', '\n', '\r', 'x', '\u00e9'), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(text, fc.array(fc.nat(60), { maxLength: 4 }), (words, cuts) => {
      const bytes = Buffer.from(words.join(''))
      const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort(
        (a, b) => a - b,
      )
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      t.is(measured(...pieces), defined(bytes.toString()))
    }),
    runs(100),
  )
})
