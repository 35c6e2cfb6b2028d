import { type Finding, type FindingsReport, isBlocking, isPressing } from './report.ts'

/**
 * The new findings as JUnit XML, a suite for each file: what blocks is a failed test, anything else a passed one with a message.
 * If nothing was found there is one passed test, because some readers fail on a report without tests.
 */
export const junitOf = (report: FindingsReport): string => {
  const shown = report.findings.filter(finding => isPressing(report, finding))
  const files = [...new Set(shown.map(({ file }) => file))]
  const failures = (findings: readonly Finding[]): number =>
    findings.filter(finding => isBlocking(report, finding)).length
  const suites = files.map(file => {
    const own = shown.filter(finding => finding.file === file)
    return [
      `  <testsuite name="${escaped(file)}" tests="${own.length}" failures="${failures(own)}">`,
      ...own.flatMap(finding => testCase(report, finding)),
      '  </testsuite>',
    ]
  })
  const nothing = [
    `  <testsuite name="git-doc ${report.command}" tests="1" failures="0">`,
    `    <testcase classname="git-doc.${report.command}" name="no findings"/>`,
    '  </testsuite>',
  ]
  const tests = Math.max(1, shown.length)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="git-doc ${report.command}" tests="${tests}" failures="${failures(shown)}">`,
    ...(suites.length > 0 ? suites.flat() : nothing),
    '</testsuites>',
  ].join('\n')
}

const testCase = (report: FindingsReport, finding: Finding): readonly string[] => {
  const { rule, level, message, hint, file, line, column, text } = finding
  const name = `${rule} at line ${line}, column ${column}`
  const says = escaped(
    `${file}:${line}:${column}: ${level}: ${[message, hint].filter(Boolean).join(' ')}`,
  )
  const body = isBlocking(report, finding)
    ? `<failure type="${escaped(rule)}" message="${escaped(message)}">${says}\n${escaped(text)}</failure>`
    : `<system-out>${says}</system-out>`
  return [
    `    <testcase classname="git-doc.${report.command}" name="${escaped(name)}" file="${escaped(file)}">`,
    `      ${body}`,
    '    </testcase>',
  ]
}

// A line end or tab in an attribute would be read as a space.
const entities: Readonly<Record<string, string>> = {
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Leaves out the characters that XML 1.0 cannot hold. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML cannot hold.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[\t\n\r&<>"]/g, character => entities[character] ?? '')
