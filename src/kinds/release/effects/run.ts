import type { Effect } from '../../../engine/kind.ts'
import { type CarryOutStep, runSteps } from '../../../engine/run-steps.ts'
import { stagingFailed } from '../../../errors/releases.ts'
import { type ReleaseEvent, StagingRequest } from '../../../events/release.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import type { StagingFacts } from '../../../projections/release/stagings.ts'
import { checkOne } from '../../../releases/check-one.ts'
import { readProduction } from '../../../releases/production.ts'
import { nameOf } from '../../../releases/release.ts'
import { countsOf, reportHash, type StagingReport } from '../../../releases/staging-report.ts'
import type { World } from '../world.ts'

/** How many findings are kept in the log; whoever needs more repairs these first. */
const most = 500

/** Runs every rule over the release as its commit has it, and keeps what they say as evidence. */
const carryOut: CarryOutStep<World> = async (_, context, world) => {
  const time = world.stopwatch()
  const request = StagingRequest.parse(context.request)
  const layout = world.layout()
  const production = await readProduction(request.commit, layout, world.git)
  const report = await checkOne({
    layout,
    production,
    release: request,
    tree: request.tree,
    together: request.with,
    findSecrets: world.findSecrets,
  })
  const evidence = {
    what: `the rules of releases, ${report.rules}`,
    milliseconds: time(),
    files: [],
    facts: { ...factsOf(report) },
  }
  const { errors } = countsOf(report.findings)
  const first = report.findings.find(({ level }) => level === 'error')
  if (!first) return { state: 'done', evidence }
  const told = `${first.file}${first.line === undefined ? '' : `:${first.line}`}: ${first.message}`
  const { code, message: reason } = stagingFailed(nameOf(request), { errors, first: told })
  return { state: 'failed', code, reason, evidence }
}

const factsOf = (report: StagingReport): StagingFacts => ({
  sha256: reportHash(report),
  rules: report.rules,
  ...countsOf(report.findings),
  findings: report.findings.slice(0, most),
})

const steps = runSteps<World>(carryOut)

/** Carries out the step. */
export const run: Effect<SteppedRun, ReleaseEvent, World> = async function* (context, world, name) {
  // It yields events of steps only, which are among the kind's.
  yield* steps(context, world, name) as AsyncIterable<ReleaseEvent>
}
