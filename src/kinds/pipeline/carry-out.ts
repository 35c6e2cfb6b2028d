import type { StepEnd } from '../../engine/run-steps.ts'
import { gateFileStale } from '../../errors/pipelines.ts'
import type { Evidence } from '../../events/steps.ts'
import type { Finding, GatePlace } from './gate-place.ts'
import { judgeOf } from './gates.ts'
import { runGateCommand } from './run-command.ts'
import type { World } from './world.ts'

/** How many files a gate's evidence lists. */
const mostFiles = 2_000

/** Carries out one gate: its command, then what git-doc looks at, then the files that it must have made. */
export const carryOutGate = async (place: GatePlace, world: World): Promise<StepEnd> => {
  const { gate, root } = place
  const time = world.stopwatch()
  const judged = gate.use === undefined ? await runOnly(place, world) : await look(place, world)
  const { failure, facts } = judged
  const evidence: Evidence = {
    ...(judged.evidence ?? { what: gate.use ?? gate.name, milliseconds: time(), files: [] }),
    ...(facts && { facts: { ...facts } }),
  }
  if (failure) return { state: 'failed', ...failure, evidence }
  const files = (await world.tools.files(root, gate.artifacts)).slice(0, mostFiles)
  const made = { ...evidence, files: files.map(file => ({ ...file })) }
  if (gate.artifacts.length === 0 || files.length > 0) return { state: 'done', evidence: made }
  const reason = `It made no file that matches ${gate.artifacts.join(', ')}.`
  return { state: 'failed', code: 'ARTIFACTS_MISSING', reason, evidence: made }
}

interface Judged extends Finding {
  readonly evidence?: Evidence | undefined
}

const runOnly = (place: GatePlace, world: World): Promise<Judged> =>
  runGateCommand(place, place.gate.run ?? [], world)

/** Looks at what the command left, if there is one. What it left in a file must be of this run, and not of an earlier one. */
const look = async (place: GatePlace, world: World): Promise<Judged> => {
  const { gate, root } = place
  const { file } = gate.options
  const judge = await judgeOf(gate.use ?? 'docs')
  if (judge.runsItself) return judge.look(place, world)
  if (gate.run === undefined) return judge.look(place, world, '')
  const before = file === undefined ? undefined : await world.tools.facts(root, file)
  const { evidence, failure, stdout } = await runGateCommand(place, gate.run, world)
  if (failure) return { evidence, failure }
  const after = file === undefined ? undefined : await world.tools.facts(root, file)
  if (file !== undefined && before && after?.written === before.written) {
    const { code, message: reason } = gateFileStale(file)
    return { evidence, failure: { code, reason } }
  }
  return { evidence, ...(await judge.look(place, world, stdout)) }
}
