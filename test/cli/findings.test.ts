import test from 'ava'
import colors from 'picocolors'
import { githubLines } from '../../src/cli/findings/github.ts'
import { gitlabOf } from '../../src/cli/findings/gitlab.ts'
import { junitOf } from '../../src/cli/findings/junit.ts'
import { markdownOf } from '../../src/cli/findings/markdown.ts'
import type { Finding, FindingsReport } from '../../src/cli/findings/report.ts'
import { sarifOf } from '../../src/cli/findings/sarif.ts'
import { textLines } from '../../src/cli/findings/text.ts'
import { elementsOf, tableOf } from '../support/parse-report.ts'
import { sarifLog } from '../support/sarif.ts'

const finding: Finding = {
  rule: 'link',
  level: 'error',
  message: 'docs/gone.md is not there.',
  hint: 'It is now docs/new_name.md.',
  file: 'README.md',
  line: 9,
  column: 8,
  endColumn: 20,
  text: '[gone](docs/gone.md)',
  fingerprint: 'f1',
  old: false,
}

const reportOf = (...findings: readonly Partial<Finding>[]): FindingsReport => ({
  command: 'check',
  version: '1.2.3',
  rules: [
    { id: 'link', name: 'DeadLink', level: 'error', description: 'A link leads nowhere.' },
    { id: 'identifier', name: 'GoneName', level: 'warning', description: 'A name is gone.' },
  ],
  findings: findings.map(each => ({ ...finding, ...each })),
  skipped: [],
  isDecided: true,
  isCompared: false,
  isStrict: false,
  looked: { count: 2, what: 'document' },
})

const mixed = reportOf(
  {},
  { rule: 'identifier', level: 'warning', message: '`a` is gone.', hint: undefined, line: 12 },
  { level: 'note', message: 'A note.' },
  { message: 'It was there before.', old: true },
)

/** What a repository of somebody else's may hold in names and texts. */
const hostile = [
  '::error file=x::owned\n::set-output name=a::b',
  'a%0Ab%25,c:d',
  '"><script>alert(1)</script>',
  ']]></failure></testcase><testcase name="&amp;',
  '\u001b[2J\u0007bell \u0000 null \u202egnp.exe \u2028 line',
  '| a | b \\| c ` d `` e |',
  '**bold** _it_ [x](javascript:1) ![i](http://e/i.png) https://evil.example www.evil.example @team &lt; ~~s~~ $x$',
  '\ud800 lone, 😀 not',
  '\ttab\r\nline ',
] as const

const hostileReports = hostile.map(text => ({
  text,
  report: reportOf({ file: `${text}.md`, message: text, hint: text, text }),
}))

const unstyled = { colors: colors.createColors(false), quiet: false, verbose: false }

/** What is left of a text where characters that programs obey are spaces. */
const harmless = (text: string) =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ')

test('text shows new errors and warnings with their line, and counts', t => {
  t.deepEqual(textLines(mixed, unstyled), [
    'README.md:9:8: error: docs/gone.md is not there. [link]',
    '    9 | [gone](docs/gone.md)',
    '      |        ^^^^^^^^^^^^',
    '       It is now docs/new_name.md.',
    'README.md:12:8: warning: `a` is gone. [identifier]',
    '   12 | [gone](docs/gone.md)',
    '      |        ^^^^^^^^^^^^',
    '1 error, 1 warning in 2 documents; 2 old or minor not shown (--verbose).',
  ])
})

test('text holds nothing that a terminal obeys', t => {
  for (const { report } of hostileReports)
    for (const line of textLines(report, unstyled)) t.is(line, harmless(line))
})

test('GitHub gets a workflow command for each new error and warning', t => {
  t.deepEqual(githubLines(mixed), [
    '::error file=README.md,line=9,col=8,endColumn=20,title=git-doc check%3A link::docs/gone.md is not there.%0AIt is now docs/new_name.md.',
    '::warning file=README.md,line=12,col=8,endColumn=20,title=git-doc check%3A identifier::`a` is gone.',
    '1 error, 1 warning in 2 documents.',
  ])
})

test('no name and no message begins a workflow command of its own', t => {
  const decoded = (text: string) =>
    text.replace(/%([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  for (const { text, report } of hostileReports) {
    const lines = githubLines(report)
      .join('\n')
      .split(/\r\n|\r|\n/)
    t.is(lines.length, 2, text)
    const [, file = '', message = ''] =
      /^::error file=([^,:]*),.*?::(.*)$/s.exec(lines[0] ?? '') ?? []
    t.is(decoded(file), `${text}.md`)
    t.is(decoded(message), `${text}\n${text}`)
  }
})

test('GitLab gets a code quality report', t => {
  t.deepEqual(gitlabOf(mixed), [
    {
      description: 'docs/gone.md is not there. It is now docs/new_name.md.',
      check_name: 'git-doc/link',
      fingerprint: 'f1',
      severity: 'major',
      location: { path: 'README.md', lines: { begin: 9 } },
    },
    {
      description: '`a` is gone.',
      check_name: 'git-doc/identifier',
      fingerprint: 'f1',
      severity: 'minor',
      location: { path: 'README.md', lines: { begin: 12 } },
    },
  ])
  for (const { text, report } of hostileReports)
    t.is(JSON.parse(JSON.stringify(gitlabOf(report)))[0].location.path, `${text}.md`)
})

test('JUnit has a suite for each file, and a failure for what blocks', t => {
  t.is(
    junitOf(mixed),
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="git-doc check" tests="2" failures="1">',
      '  <testsuite name="README.md" tests="2" failures="1">',
      '    <testcase classname="git-doc.check" name="link at line 9, column 8" file="README.md">',
      '      <failure type="link" message="docs/gone.md is not there.">README.md:9:8: error: docs/gone.md is not there. It is now docs/new_name.md.',
      '[gone](docs/gone.md)</failure>',
      '    </testcase>',
      '    <testcase classname="git-doc.check" name="identifier at line 12, column 8" file="README.md">',
      '      <system-out>README.md:12:8: warning: `a` is gone.</system-out>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
    ].join('\n'),
  )
  const strict = elementsOf(junitOf({ ...mixed, isStrict: true }))
  t.is(strict.filter(({ name }) => name === 'failure').length, 2)
  const none = elementsOf(junitOf(reportOf()))
  t.deepEqual(
    none.map(({ name }) => name),
    ['testsuites', 'testsuite', 'testcase'],
  )
})

test('whatever names and messages hold, an XML parser reads them back from JUnit', t => {
  // What XML 1.0 cannot hold is left out.
  const kept = (text: string) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold these.
    text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
  for (const { text, report } of hostileReports) {
    const elements = elementsOf(junitOf(report))
    t.deepEqual(
      elements.map(({ name }) => name),
      ['testsuites', 'testsuite', 'testcase', 'failure'],
    )
    const [, suite, testCase, failure] = elements
    t.is(suite?.attributes.name, kept(`${text}.md`))
    t.is(testCase?.attributes.file, kept(`${text}.md`))
    t.is(failure?.attributes.message, kept(text))
    t.true(failure?.text.includes(kept(text)))
  }
})

test('Markdown is a table with a row for each new error and warning', t => {
  t.is(
    markdownOf(mixed),
    [
      '**git-doc check**: 1 error, 1 warning in 2 documents.',
      '',
      '| level | where | what | rule |',
      '| --- | --- | --- | --- |',
      '| error | `README.md:9` | docs/gone.md is not there. It is now docs/new\\_name.md. | link |',
      '| warning | `README.md:12` | \\`a\\` is gone. | identifier |',
    ].join('\n'),
  )
})

test('whatever names and messages hold, Markdown shows it as text in its cell', t => {
  const spaces = (text: string) => harmless(text).replace(/ +/g, ' ').trim()
  for (const { text, report } of hostileReports) {
    const { rows, kinds } = tableOf(markdownOf(report))
    t.is(rows.length, 2, text)
    const [level, where = '', what = '', rule] = rows[1] ?? []
    t.deepEqual([level, rule, rows[1]?.length], ['error', 'link', 4], text)
    t.is(spaces(where), spaces(`${text}.md:9`))
    t.is(spaces(what), spaces(`${text} ${text}`))
    for (const kind of ['html', 'link', 'image', 'strong', 'emphasis', 'delete'])
      t.false(kinds.has(kind), `${kind}: ${text}`)
  }
})

test('SARIF is what its official schema says, whatever names and messages hold', t => {
  const [run] = sarifLog(JSON.stringify(sarifOf({ ...mixed, isCompared: true }))).runs
  t.deepEqual(
    run?.results.map(({ baselineState }) => baselineState),
    ['new', 'new', 'new', 'unchanged'],
  )
  for (const { text, report } of hostileReports) {
    if (text.includes('\ud800')) continue
    const [result] = sarifLog(JSON.stringify(sarifOf(report))).runs[0]?.results ?? []
    const { uri } = result?.locations[0]?.physicalLocation.artifactLocation ?? { uri: '' }
    t.is(decodeURIComponent(uri), `${text}.md`)
  }
  const skipped = [{ rule: 'link', reason: 'the clone is shallow' }]
  const undecided = sarifOf({ ...mixed, isDecided: false, skipped })
  t.false(sarifLog(JSON.stringify(undecided)).runs[0]?.invocations[0]?.executionSuccessful)
})
