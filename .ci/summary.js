// `node .ci/summary.js <evidence> <exit code>`: the gates that failed and, last, "N passed, N failed": tests where a gate counts them, otherwise
// the gate itself. Exits with 1 if anything failed, or if there is no evidence of a run that ended.
import { readFileSync } from 'node:fs'

const [file = '', code = ''] = process.argv.slice(2)
const counts = { passed: 0, failed: 0 }
const failed = text => console.log(`Failed: ${text}`)

const gates = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).gates
  } catch (error) {
    failed(`git-doc left no evidence: ${error.message}`)
    return []
  }
}

console.log()
for (const { name, verdict, reason = '', milliseconds = 0, facts = {} } of gates()) {
  const seconds = `${Math.round(milliseconds / 1000)} s`
  counts.passed += facts.passed ?? (verdict === 'passed' ? 1 : 0)
  counts.failed += facts.failed ?? 0
  if (verdict === 'passed') console.log(`Passed: ${name}, ${seconds}`)
  else {
    // A gate that failed with no failed test, and one that did not come to its turn.
    if (!facts.failed) counts.failed += 1
    failed(`${name} is ${verdict} after ${seconds}. ${reason}`)
  }
}
// Whatever the gates say, the run itself has the last word.
if (code !== '0' && counts.failed === 0) {
  counts.failed = 1
  failed(`"git-doc pipeline run ci" ended with ${code}.`)
}
if (counts.passed === 0 && counts.failed === 0) counts.failed = 1
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed > 0 ? 1 : 0
