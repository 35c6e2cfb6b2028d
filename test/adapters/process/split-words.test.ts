import { execFileSync } from 'node:child_process'
import test from 'ava'
import { splitWords } from '../../../src/adapters/process/split-words.ts'

/** What sh makes of it, with nothing to expand. */
const inShell = (text: string): readonly string[] =>
  execFileSync('sh', ['-c', `set -f; set -- ${text}\nfor a; do printf '%s\\0' "$a"; done`])
    .toString()
    .split('\0')
    .slice(0, -1)

const same = test.macro({
  exec: (t, text: string) => t.deepEqual(splitWords(text), inShell(text)),
  title: (_, text) => `${JSON.stringify(text)} has the words that sh sees`,
})

for (const text of [
  'npm test',
  '  a \t b  ',
  `'a b' c`,
  `"a b" c`,
  String.raw`a\ b`,
  String.raw`"a\"b" "a\\b" "a\nb" "\$x"`,
  '"\\`x\\`"',
  String.raw`'a\nb'`,
  `''`,
  `a "" b`,
  `a""b"c d"'e f'g`,
  String.raw`\$x \' \" \\`,
  'a\\\nb',
  '"a\\\nb" \'c\nd\'',
  'a#b',
  '--x="y z"',
  `é "ü x"`,
  // From the tests of Python's shlex.
  String.raw`"foo\\\x bar\" df'a\ 'df"`,
  String.raw`"foo\ x\x\\"\'"fo'obar" 'don'\''t' \\`,
])
  test(same, text)

test('nothing is expanded', t => {
  t.deepEqual(splitWords('echo $HOME `x` *.ts ~ {a,b} # c'), [
    'echo',
    '$HOME',
    '`x`',
    '*.ts',
    '~',
    '{a,b}',
    '#',
    'c',
  ])
})

for (const text of ['a && b', 'a | b', 'a; b', 'a > b', 'a <b', '$(a)', 'a &', 'a\nb', 'a\r\nb'])
  test(`${JSON.stringify(text)} needs a shell`, t => {
    t.throws(() => splitWords(text), { code: 'COMMAND_NEEDS_SHELL' })
  })

for (const text of [`'a`, `"a`, `"a\\"`, 'a\\', 'a\0b'])
  test(`${JSON.stringify(text)} is not whole`, t => {
    t.throws(() => splitWords(text), { code: 'COMMAND_INVALID' })
  })
