// What test runners and coverage tools really wrote lies in fixtures/reports.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { readJunit } from '../../src/pipelines/junit.ts'
import { readLcov } from '../../src/pipelines/lcov.ts'
import { readTap } from '../../src/pipelines/tap.ts'
import { type TestReport, verdictOf } from '../../src/pipelines/tests.ts'
import { packageFolder } from '../support/run-command.ts'

const report = (name: string) => readFileSync(join(packageFolder, 'fixtures/reports', name), 'utf8')

const outcomes = ({ tests }: TestReport) =>
  Object.fromEntries(tests.map(({ name, outcome }) => [name, outcome]))

test('TAP of node --test is read with its tests in tests, and what is TODO does not fail', t => {
  const read = readTap(report('node.tap'))
  t.deepEqual(read.problems, [])
  t.deepEqual(outcomes(read), {
    adds: 'passed',
    'is # odd \\ named': 'passed',
    'skipped one': 'skipped',
    'todo one': 'skipped',
    'outer > inner passes': 'passed',
    'outer > inner fails': 'failed',
    'outer > deep > deepest': 'passed',
  })
})

test('JUnit XML of the same run says the same', t => {
  const read = readJunit(report('node.xml'))
  t.deepEqual(read.problems, [])
  t.deepEqual(
    read.tests.map(({ outcome }) => outcome),
    ['passed', 'passed', 'skipped', 'skipped', 'passed', 'failed', 'passed'],
  )
})

test('TAP of AVA is read', t => {
  const { tests, failed, skipped, problems } = verdictOf([readTap(report('ava.tap'))])
  t.deepEqual(
    { tests, failed, skipped, problems },
    {
      tests: 5,
      failed: ['two fails'],
      skipped: 2,
      problems: [],
    },
  )
})

const taps: readonly (readonly [title: string, tap: string, tests: number, problems: RegExp[]])[] =
  [
    ['without a plan', 'ok 1 - a\n', 1, [/no plan/]],
    ['that is cut off', '1..3\nok 1 - a\nok 2 - b\n', 2, [/promises 3 tests and has 2/]],
    [
      'that was given up',
      '1..2\nok 1\nok 2\nBail out! no database\n',
      2,
      [/given up: Bail out! no/],
    ],
    ['of no test', '1..0 # SKIP nothing here\n', 0, []],
    [
      'with output between',
      'TAP version 14\n1..1\nbuilding\n# note\nok 1 - a\n  ---\n  ok: not ok\n  ...\n',
      1,
      [],
    ],
    ['with line ends of Windows', '1..1\r\nok 1 - a\r\n', 1, []],
  ]
for (const [title, text, count, problems] of taps)
  test(`TAP ${title} says so`, t => {
    const read = readTap(text)
    t.is(read.tests.length, count)
    t.is(read.problems.length, problems.length)
    for (const [at, problem] of problems.entries()) t.regex(read.problems[at] ?? '', problem)
  })

test('a test in TAP that fails around tests which pass, fails', t => {
  const read = readTap('1..1\n    ok 1 - inner\n    1..1\nnot ok 1 - outer\n')
  t.deepEqual(outcomes(read), { 'outer > inner': 'passed', outer: 'failed' })
})

test('JUnit XML that is cut off, is other XML or none, or hides its failures, is no proof', t => {
  const cut = '<testsuites><testsuite name="a"><testcase name="b"/>'
  t.regex(readJunit(cut).problems[0] ?? '', /ends in the middle of <testsuite>/)
  t.regex(readJunit('<project><a/></project>').problems[0] ?? '', /begins with <project>/)
  t.regex(readJunit('nothing').problems[0] ?? '', /no XML/)
  const hidden = '<testsuite name="a" failures="2"><testcase name="b"/></testsuite>'
  t.regex(readJunit(hidden).problems[0] ?? '', /says that 2 tests failed, and shows none/)
  const doctype =
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>'
  t.is(readJunit(doctype).tests[0]?.name, '&x;')
})

test('tests that passed and failed on the same files are flaky, not failed', t => {
  const one = readTap('1..2\nok 1 - a\nnot ok 2 - b\n')
  const other = readTap('1..2\nok 1 - a\nok 2 - b\n')
  t.like(verdictOf([one, other]), { failed: [], flaky: ['b'], passed: 1 })
  t.like(verdictOf([one, one]), { failed: ['b'], flaky: [] })
})

test('lcov of node --test is read', t => {
  t.deepEqual(readLcov(report('node.lcov.info')), {
    files: 2,
    lines: 13,
    reached: 10,
    percent: 76.92,
  })
})

test('lcov with sums alone counts, and what is none or cut off is refused', t => {
  t.like(readLcov('SF:a\nLF:4\nLH:1\nend_of_record\n'), { percent: 25 })
  t.like(readLcov('TN:\nSF:a\nDA:1,1,abc\nDA:1,0\nDA:2,0\nend_of_record\n'), {
    lines: 2,
    reached: 1,
  })
  for (const text of [
    '',
    'SF:a\nDA:1,1\n',
    'DA:1,1\nend_of_record\n',
    'SF:a\nDA:x\nend_of_record\n',
    'SF:a\nSF:b\nend_of_record\n',
    'SF:a\nLF:2\nLH:3\nend_of_record\n',
  ])
    t.is(typeof readLcov(text), 'string', text)
})
