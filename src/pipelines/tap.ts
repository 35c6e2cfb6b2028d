import type { TestOutcome, TestReport, TestResult } from './tests.ts'

const point = /^( *)(not )?ok\b(?: +(\d+))?(?: +-)?(?: +(.*))?$/
const plan = /^1\.\.(\d+)(?:\s*#\s*(.*))?$/

/** Tests of one level that no test around them has claimed yet. */
type Level = (TestResult & { readonly planned?: never })[]

/**
 * Reads TAP, version 12 to 14, with tests in tests indented by four blanks. Only the innermost tests count, by their names from outside
 * to inside; other lines are a program's own output. What is marked TODO does not fail.
 */
export const readTap = (text: string): TestReport => {
  const problems: string[] = []
  const levels: Level[] = [[]]
  const failedAround: TestResult[] = []
  let planned: number | undefined
  let ran = 0
  let yaml: string | undefined
  for (const line of text.split(/\r?\n/)) {
    if (yaml !== undefined) {
      if (line.trimEnd() === `${yaml}...`) yaml = undefined
      continue
    }
    const block = /^( +)---\s*$/.exec(line)
    if (block) {
      yaml = block[1]
      continue
    }
    if (/^Bail out!/.test(line)) {
      problems.push(`The tests were given up: ${line.trim()}`)
      continue
    }
    const [, promised] = plan.exec(line) ?? []
    if (promised !== undefined) {
      planned = Number(promised)
      continue
    }
    const found = point.exec(line)
    const indent = found?.[1]?.length ?? 0
    if (!found || indent % 4 !== 0) continue
    const depth = indent / 4
    if (depth === 0) ran += 1
    const [, , isNot, , rest = ''] = found
    const { name, directive } = described(rest, ran)
    const outcome = outcomeOf(isNot !== undefined, directive)
    const inner = levels.splice(depth + 1).flat()
    levels[depth] ??= []
    if (inner.length === 0) levels[depth].push({ name, outcome })
    else {
      for (const test of inner) levels[depth].push({ ...test, name: `${name} > ${test.name}` })
      // Something around its tests failed, such as what they have in common.
      if (outcome === 'failed' && !inner.some(test => test.outcome === 'failed'))
        failedAround.push({ name, outcome })
    }
  }
  if (planned === undefined) problems.push('The report has no plan, such as 1..5: it is not whole.')
  else if (planned !== ran)
    problems.push(`The report promises ${planned} tests and has ${ran}: it is not whole.`)
  return { tests: [...levels.flat(), ...failedAround], problems }
}

const described = (rest: string, number: number) => {
  const [, before = rest, directive] =
    /^(.*?)(?:^|\s)(?<!\\)#\s*((?:skip|todo)\b.*)$/i.exec(rest) ?? []
  const name = before.trim().replace(/\\([\\#])/g, '$1')
  return { name: name === '' ? `test ${number}` : name, directive: directive?.toLowerCase() }
}

const outcomeOf = (isNot: boolean, directive: string | undefined): TestOutcome => {
  if (directive !== undefined) return 'skipped'
  return isNot ? 'failed' : 'passed'
}
