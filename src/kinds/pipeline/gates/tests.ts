import { gateFileInvalid, gateFileMissing, gateFileStale } from '../../../errors/pipelines.ts'
import type { Evidence } from '../../../events/steps.ts'
import { readJunit } from '../../../pipelines/junit.ts'
import { readTap } from '../../../pipelines/tap.ts'
import { type TestReport, type TestVerdict, verdictOf } from '../../../pipelines/tests.ts'
import { type Finding, failing, type GatePlace } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import { runGateCommand } from '../run-command.ts'
import type { World } from '../world.ts'

/** How many names of tests are kept of each sort. */
const most = 50

/** Enough tests ran and none failed; run several times on the same files, none did now this and now that. */
export const tests: BuiltGate = {
  runsItself: true,
  async look(place, world) {
    const { run, options } = place.gate
    const times = run === undefined ? 1 : (options.times ?? 1)
    const reports: TestReport[] = []
    let evidence: Evidence | undefined
    while (reports.length < times) {
      const once = await runOnce(place, world)
      evidence = together(evidence, once.evidence)
      if ('failure' in once) return { evidence, failure: once.failure }
      reports.push(once.report)
    }
    return { evidence, ...judged(verdictOf(reports), reports.length, options.min ?? 1) }
  },
}

type Failure = NonNullable<Finding['failure']>

/** One run of the tests, if there is a command, and what it reports. */
const runOnce = async (
  place: GatePlace,
  world: World,
): Promise<
  { readonly evidence?: Evidence | undefined } & (
    | { readonly failure: Failure }
    | { readonly report: TestReport }
  )
> => {
  const { run } = place.gate
  if (run === undefined) return { report: await reportOf(place, world, '') }
  const before = await writtenAt(place, world)
  const { evidence, failure, isBroken, stdout } = await runGateCommand(place, run, world)
  if (failure && isBroken) return { evidence, failure }
  if (before !== undefined && (await writtenAt(place, world)) === before) {
    const { code, message: reason } = gateFileStale(place.gate.options.file ?? '')
    return { evidence, failure: { code, reason } }
  }
  const report = await reportOf(place, world, stdout)
  const isExplained = report.problems.length > 0 || report.tests.some(isFailed)
  if (!failure || isExplained) return { evidence, report }
  const problems = [`No test failed, but the command did: ${failure.reason}`]
  return { evidence, report: { ...report, problems } }
}

const isFailed = ({ outcome }: { readonly outcome: string }) => outcome === 'failed'

const judged = (verdict: TestVerdict, runs: number, least: number): Finding => {
  const { tests: count, passed, skipped, failed, flaky, problems } = verdict
  const facts = {
    ...{ tests: count, passed, skipped, failed: failed.length, flaky: flaky.length },
    ...(runs > 1 && { runs }),
    ...(failed.length > 0 && { failures: failed.slice(0, most) }),
    ...(flaky.length > 0 && { flakyTests: flaky.slice(0, most) }),
    ...(problems.length > 0 && { problems: problems.slice(0, most) }),
  }
  if (failed.length > 0)
    return failing(
      'TESTS_FAILED',
      `${failed.length} of ${count} tests failed: ${few(failed)}`,
      facts,
    )
  if (flaky.length > 0)
    return failing(
      'TESTS_FLAKY',
      `${flaky.length} of ${count} tests passed and failed on the same files: ${few(flaky)}`,
      facts,
    )
  if (problems[0] !== undefined) return failing('TESTS_UNREADABLE', problems[0], facts)
  const ran = count - skipped
  if (ran < least) return failing('TESTS_MISSING', `${ran} tests ran, not ${least}.`, facts)
  return { facts }
}

const few = (names: readonly string[]): string =>
  `${names.slice(0, 3).join('; ')}${names.length > 3 ? '; …' : '.'}`

/** When the report's file was written; undefined if there is none. */
const writtenAt = async (
  { gate, root }: GatePlace,
  { tools }: World,
): Promise<string | undefined> => {
  const { file } = gate.options
  return file === undefined ? undefined : (await tools.facts(root, file))?.written
}

/** The report in the file, or else in what the command printed. GATE_FILE_MISSING, GATE_FILE_INVALID. */
const reportOf = async (place: GatePlace, world: World, printed: string): Promise<TestReport> => {
  const { file, format } = place.gate.options
  const text = file === undefined ? printed : await world.tools.read(place.root, file)
  if (text === undefined) throw gateFileMissing(file ?? '')
  const report = (format ?? formatOf(text)) === 'junit' ? readJunit(text) : readTap(text)
  if (report.tests.length > 0 || report.problems.length === 0) return report
  throw gateFileInvalid(file ?? 'What the command printed', 'TAP or JUnit', report.problems[0])
}

const formatOf = (text: string): 'tap' | 'junit' => (/^\uFEFF?\s*</.test(text) ? 'junit' : 'tap')

/** The evidence of several runs of a command as one: the time of all, the most memory, the last output. */
const together = (one: Evidence | undefined, other: Evidence | undefined): Evidence | undefined => {
  if (!one || !other) return other ?? one
  const memory = Math.max(one.peakMemory ?? 0, other.peakMemory ?? 0)
  return {
    ...other,
    exit: one.exit || (other.exit ?? null),
    milliseconds: one.milliseconds + other.milliseconds,
    ...(memory > 0 && { peakMemory: memory }),
  }
}
