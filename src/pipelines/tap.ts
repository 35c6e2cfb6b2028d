import type { TestOutcome, TestReport, TestResult } from './tests.ts'

/** A line that says how a test went, at its depth. */
interface Point {
  readonly depth: number
  readonly name: string
  readonly outcome: TestOutcome
}

/**
 * Reads TAP, version 12 to 14, with tests in tests indented by four blanks. Only the innermost tests count, by their names from outside
 * to inside; other lines are a program's own output. What is marked TODO does not fail.
 */
export const readTap = (text: string): TestReport => {
  const lines = withoutBlocks(text.split(/\r?\n/))
  const points = lines.flatMap(pointIn)
  const ran = points.filter(({ depth }) => depth === 0).length
  const planned = lines.findLast(line => plan.test(line))?.match(plan)?.[1]
  const given = lines.find(line => line.startsWith('Bail out!'))
  return {
    tests: innermost(points),
    problems: [
      ...(given === undefined ? [] : [`The tests were given up: ${given.trim()}`]),
      ...(planned === undefined
        ? ['The report has no plan, such as 1..5: it is not whole.']
        : Number(planned) === ran
          ? []
          : [`The report promises ${planned} tests and has ${ran}: it is not whole.`]),
    ],
  }
}

const plan = /^1\.\.(\d+)(?:\s*#.*)?$/
const point = /^( *)(not )?ok\b(?: +(\d+))?(?: +-)?(?: +(.*))?$/

/** The lines outside of the blocks of YAML in which tests say more of themselves. */
const withoutBlocks = (lines: readonly string[]): readonly string[] => {
  let end: string | undefined
  return lines.filter(line => {
    if (end !== undefined) {
      if (line.trimEnd() === end) end = undefined
      return false
    }
    const [, indent] = /^( +)---\s*$/.exec(line) ?? []
    if (indent !== undefined) end = `${indent}...`
    return indent === undefined
  })
}

const pointIn = (line: string): readonly Point[] => {
  const [found, indent = '', not, number = '', rest = ''] = point.exec(line) ?? []
  if (found === undefined || indent.length % 4 !== 0) return []
  const [, before = rest, directive] =
    /^(.*?)(?:^|\s)(?<!\\)#\s*((?:skip|todo)\b.*)$/i.exec(rest) ?? []
  const name = before.trim().replace(/\\([\\#])/g, '$1')
  const outcome = not === undefined ? 'passed' : 'failed'
  return [
    {
      depth: indent.length / 4,
      name: name === '' ? `test ${number}` : name,
      outcome: directive === undefined ? outcome : 'skipped',
    },
  ]
}

/** The tests that have no tests in them. What is around them counts only if it failed by itself, such as by what they have in common. */
const innermost = (points: readonly Point[]): readonly TestResult[] => {
  const levels: TestResult[][] = [[]]
  const around: TestResult[] = []
  for (const { depth, name, outcome } of points) {
    const inner = levels.splice(depth + 1).flat()
    while (levels.length <= depth) levels.push([])
    const own = inner.map(test => ({ ...test, name: `${name} > ${test.name}` }))
    levels[depth]?.push(...(inner.length > 0 ? own : [{ name, outcome }]))
    const isByItself = outcome === 'failed' && !inner.some(test => test.outcome === 'failed')
    if (inner.length > 0 && isByItself) around.push({ name, outcome })
  }
  return [...levels.flat(), ...around]
}
