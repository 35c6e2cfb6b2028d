import { Parser } from 'htmlparser2'
import type { TestOutcome, TestReport, TestResult } from './tests.ts'

/**
 * Reads JUnit's XML as test runners write it: suites in suites, test cases with `failure`, `error` and `skipped`. A report that is cut
 * off, is no such XML, or claims failures and shows none, has a problem.
 */
export const readJunit = (text: string): TestReport => {
  const reading: Reading = { tests: [], problems: [], suites: [], test: undefined, root: undefined }
  const tags: string[] = []
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        tags.push(tag)
        open(reading, tag, attributes)
      },
      onclosetag(tag) {
        tags.pop()
        close(reading, tag)
      },
    },
    { xmlMode: true },
  )
  parser.write(text)
  // What is open now is closed by nothing but the end of the file.
  const last = tags.at(-1)
  const whole = [...reading.tests]
  parser.end()
  if (last !== undefined) reading.problems.unshift(`The report ends in the middle of <${last}>.`)
  const { problems, root } = reading
  if (root === undefined) problems.unshift('The report is no XML.')
  else if (!isSuite(root))
    problems.unshift(`The report begins with <${root}>, not with <testsuites> or <testsuite>.`)
  return { tests: whole, problems }
}

interface Reading {
  readonly tests: TestResult[]
  readonly problems: string[]
  /** Those that are open, outermost first. */
  readonly suites: OpenSuite[]
  test: { readonly name: string; outcome: TestOutcome } | undefined
  root: string | undefined
}

interface OpenSuite {
  readonly name: string
  /** How many failures and errors it says it has. */
  readonly claimed: number
  counted: number
}

const isSuite = (tag: string): boolean => tag === 'testsuite' || tag === 'testsuites'

const open = (
  reading: Reading,
  tag: string,
  { name = '', classname = '', failures = '0', errors = '0' }: Readonly<Record<string, string>>,
): void => {
  const { suites, test } = reading
  reading.root ??= tag
  if (isSuite(tag))
    suites.push({ name, claimed: numberIn(failures) + numberIn(errors), counted: 0 })
  else if (tag === 'testcase')
    reading.test = { name: [classname, name].filter(Boolean).join(' > '), outcome: 'passed' }
  // What is skipped or TODO may say beside that how it failed.
  else if (test && tag === 'skipped') test.outcome = 'skipped'
  else if (test && (tag === 'failure' || tag === 'error') && test.outcome !== 'skipped')
    test.outcome = 'failed'
}

const close = (reading: Reading, tag: string): void => {
  const { tests, problems, suites, test } = reading
  if (tag === 'testcase' && test) {
    tests.push(test)
    if (test.outcome === 'failed') for (const suite of suites) suite.counted += 1
    reading.test = undefined
  }
  const suite = isSuite(tag) ? suites.pop() : undefined
  // Runners count differently, so only a suite that shows none of its failures is suspect.
  if (suite && suite.claimed > 0 && suite.counted === 0)
    problems.push(`"${suite.name}" says that ${suite.claimed} tests failed, and shows none.`)
}

const numberIn = (text: string): number => (/^\d+$/.test(text) ? Number(text) : 0)
