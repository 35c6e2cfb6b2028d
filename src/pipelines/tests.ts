/** What came of one test. */
export type TestOutcome = 'passed' | 'failed' | 'skipped'

/** One test, by its names from outside to inside. */
export interface TestResult {
  readonly name: string
  readonly outcome: TestOutcome
}

/** What a report of tests says; `problems` are sentences about what is wrong with the report as a whole: such tests have not passed. */
export interface TestReport {
  readonly tests: readonly TestResult[]
  readonly problems: readonly string[]
}

/** What several runs of the same tests on the same files came to. */
export interface TestVerdict {
  readonly tests: number
  readonly passed: number
  readonly skipped: number
  /** Failed in every run in which they ran. */
  readonly failed: readonly string[]
  /** Passed in one run and failed in another. */
  readonly flaky: readonly string[]
  readonly problems: readonly string[]
}

/** Puts together what one or more runs of the same tests reported. A test that several have the name of failed if any of them did. */
export const verdictOf = (reports: readonly TestReport[]): TestVerdict => {
  const outcomes = new Map<string, Set<TestOutcome>>()
  for (const report of reports)
    for (const [name, outcome] of onePerName(report.tests))
      outcomes.set(name, (outcomes.get(name) ?? new Set()).add(outcome))
  const names = [...outcomes.keys()]
  const has = (name: string, outcome: TestOutcome) => outcomes.get(name)?.has(outcome) ?? false
  const failed = names.filter(name => has(name, 'failed') && !has(name, 'passed'))
  const flaky = names.filter(name => has(name, 'failed') && has(name, 'passed'))
  const passed = names.filter(name => has(name, 'passed') && !has(name, 'failed'))
  return {
    tests: Math.max(0, ...reports.map(({ tests }) => tests.length)),
    passed: passed.length,
    skipped: names.length - failed.length - flaky.length - passed.length,
    ...{ failed, flaky },
    problems: [...new Set(reports.flatMap(({ problems }) => problems))],
  }
}

const onePerName = (tests: readonly TestResult[]): ReadonlyMap<string, TestOutcome> => {
  const rank = ['skipped', 'passed', 'failed']
  const worst = new Map<string, TestOutcome>()
  for (const { name, outcome } of tests) {
    const before = worst.get(name)
    if (before === undefined || rank.indexOf(outcome) > rank.indexOf(before))
      worst.set(name, outcome)
  }
  return worst
}
