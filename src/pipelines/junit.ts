import { Parser } from 'htmlparser2'
import type { TestOutcome, TestReport, TestResult } from './tests.ts'

interface OpenSuite {
  readonly name: string
  /** How many failures and errors it says it has. */
  readonly claimed: number
  counted: number
}

/**
 * Reads JUnit's XML as test runners write it: suites in suites, test cases with `failure`, `error` and `skipped`. A report that is cut
 * off, is no such XML, or claims more failures than it shows, has a problem.
 */
export const readJunit = (text: string): TestReport => {
  const tests: TestResult[] = []
  const problems: string[] = []
  const suites: OpenSuite[] = []
  let test: { name: string; outcome: TestOutcome } | undefined
  let root: string | undefined
  let depth = 0
  const open = (tag: string, attributes: Readonly<Record<string, string>>): void => {
    if (depth === 0) root ??= tag
    depth += 1
    if (tag === 'testsuite' || tag === 'testsuites') {
      const { name = '', failures = '0', errors = '0' } = attributes
      suites.push({ name, claimed: whole(failures) + whole(errors), counted: 0 })
    } else if (tag === 'testcase') {
      const { name = '', classname = '' } = attributes
      test = { name: [classname, name].filter(Boolean).join(' > '), outcome: 'passed' }
    } else if (test && (tag === 'failure' || tag === 'error')) test.outcome = 'failed'
    else if (test && tag === 'skipped' && test.outcome === 'passed') test.outcome = 'skipped'
  }
  const close = (tag: string, isImplied: boolean): void => {
    depth -= 1
    if (isImplied) {
      if (problems.length === 0) problems.push(`The report ends in the middle of <${tag}>.`)
      return
    }
    if (tag === 'testcase' && test) {
      tests.push(test)
      if (test.outcome === 'failed') for (const suite of suites) suite.counted += 1
      test = undefined
    }
    if (tag !== 'testsuite' && tag !== 'testsuites') return
    const suite = suites.pop()
    if (suite && suite.claimed > suite.counted)
      problems.push(
        `"${suite.name}" says that ${suite.claimed} tests failed, and shows ${suite.counted}.`,
      )
  }
  const parser = new Parser({ onopentag: open, onclosetag: close }, { xmlMode: true })
  parser.end(text)
  if (root !== 'testsuites' && root !== 'testsuite')
    problems.unshift(
      root === undefined
        ? 'The report is no XML.'
        : `The report begins with <${root}>, not with <testsuites> or <testsuite>.`,
    )
  return { tests, problems }
}

const whole = (text: string): number => (/^\d+$/.test(text) ? Number(text) : 0)
