import { execFileSync } from 'node:child_process'
import test from 'ava'
import fc from 'fast-check'
import { parseTrailers } from '../../../src/adapters/git/trailers.ts'
import { runs } from '../../support/runs.ts'

/** What Git finds in a message, which in a commit ends with a line feed; put together as ours are. */
const byGit = (message: string): Record<string, string> => {
  const found = execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], {
    input: message.replace(/\n?$/, '\n'),
    cwd: '/',
    env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  }).toString()
  return Object.fromEntries(
    found
      .split('\n')
      .filter(line => line.includes(':'))
      .map(line => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
  )
}

const messages: Record<string, string> = {
  'one trailer': 'a\n\nKey: v',
  'only a title': 'Key: v',
  'a title with a line behind': 'a\nKey: v',
  'a value over two lines': 'a\n\nKey: v\n  and more\nB: c',
  'a comment within': 'a\n\nKey: v\n# c\nB: c',
  'a comment before an indented line': 'a\n\nKey: v\n# c\n  more',
  'an indented begin': 'a\n\n  Key: v\nB: c',
  'other text beside': 'a\n\nKey: v\nfoo',
  'other text beside a sign-off': 'a\n\nKey: v\nfoo\nbar\nSigned-off-by: x',
  'too much other text beside a sign-off': 'a\n\n1\n2\n3\n4\nSigned-off-by: x',
  'a cherry-pick': 'a\n\ntext\n(cherry picked from commit abc)\nK: v',
  'empty lines and comments behind': 'a\n\nKey: v\n\n\n# x\n  \n# y\n',
  'a list of conflicts behind': 'a\n\nKey: v\n\nConflicts:\n\tx\n\ty',
  'a list of conflicts that begins all': 'Conflicts:\nK: v\n\nL: w\n\tmore\n\n\tx',
  'spaces before the colon': 'a\n\nKey  : v\nB-C:d',
  'no value': 'a\n\nKey:\nB: c',
  'the same key again': 'a\n\nkey: 1\nKEY: 2',
  'a line of three dashes': 'a\n\nKey: v\n---\nfoo',
  'three dashes before': 'a\n---\nb\n\nKey: v',
  'an address': 'a\n\nhttps://example.org',
  'carriage returns': 'a\r\n\r\nK: v\r\nL: w\r\n',
  'a key that is no word': 'a\n\nA key: v\nKéy: w',
  scissors: 'a\n\nK: v\n# ------------------------ >8 ------------------------\nL: w',
  'keys of every object': 'a\n\n__proto__: x\nconstructor: y\ntoString: z',
  nothing: '',
}

for (const [title, message] of Object.entries(messages))
  test(`trailers as Git reads them: ${title}`, t => {
    t.deepEqual(Object.entries(parseTrailers(message)), Object.entries(byGit(message)))
  })

test('trailers as Git reads them, of any message', t => {
  const line = fc.constantFrom(
    ...[
      '',
      '',
      '  ',
      'text',
      'Key: value',
      'key : other',
      '  goes on',
      '\tgoes on',
      '# comment',
      '-- x',
    ],
    ...[
      'Signed-off-by: A <a@x>',
      '(cherry picked from commit 1)',
      'Conflicts:',
      ':',
      'A b: c',
      'X:',
      '---',
    ],
  )
  const property = fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, ends) => {
    const message = lines.join('\n') + (ends ? '\n' : '')
    t.deepEqual(parseTrailers(message), byGit(message), JSON.stringify(message))
  })
  t.notThrows(() => fc.assert(property, runs(100)))
})
