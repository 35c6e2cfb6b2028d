import type { Effect } from '../../../engine/kind.ts'
import { namingMade } from '../../../engine/made-commits.ts'
import { type CarryOutStep, runSteps, type StepEnd } from '../../../engine/run-steps.ts'
import { notAllowed } from '../../../errors/trust.ts'
import type { Evidence } from '../../../events/steps.ts'
import type { UpstreamEvent, UpstreamRequest } from '../../../events/upstream.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import type { UpstreamSource } from '../../../ports/settings.ts'
import { keptFrom } from '../../../projections/upstream/installed.ts'
import type { UpstreamStep } from '../../../upstream/plan.ts'
import { commitFiles, messageOf, recordingOf } from '../commit.ts'
import { currentOf } from '../current.ts'
import { labelOf } from '../rollback.ts'
import { runSourceCommand } from '../run-command.ts'
import { requestOf, sourceNamed } from '../source.ts'
import type { World } from '../world.ts'

const carryOutStep: CarryOutStep<World> = async (step, context, world, run, record) => {
  const request = requestOf(context)
  const source = sourceNamed(request.source, world)
  // A pull may have changed what was allowed when the run was planned.
  const things = await world.notAllowed(request.source)
  if (things.length > 0) throw notAllowed(things)
  const id = step.id as UpstreamStep
  if (id === 'keep') return keepFiles(request, source, world)
  const previous = keptFrom(context)
  if (id === 'commit') {
    const paths = await filesToCommit(context, source, world)
    const message = messageOf(run, request, previous)
    const commit = await commitFiles(paths, message, world, recordingOf(id, record))
    const facts = commit === undefined ? { unchanged: true } : { commit }
    return { state: 'done', evidence: { what: 'commit', milliseconds: 0, files: [], facts } }
  }
  if (id === 'update' && source.commands.update === undefined)
    return checkOut(request, source, world)
  const { source: name, to: version } = request
  const { text: _, ...end } = await runSourceCommand(
    { run, name, source, step: id, version, previous },
    world,
  )
  if (id !== 'build' || end.state !== 'done' || !end.evidence) return end
  return { ...end, evidence: { ...end.evidence, files: await made(source, world) } }
}

/** How many files a step's evidence lists. */
const most = 200

const made = async (
  { artifact }: UpstreamSource,
  { tools }: Pick<World, 'tools'>,
): Promise<Evidence['files']> =>
  (await tools.files(artifact)).slice(0, most).map(file => ({ ...file }))

/** Keeps what is there, and records which version that is: nothing has changed yet. */
const keepFiles = async (
  { source: name }: UpstreamRequest,
  source: UpstreamSource,
  world: World,
): Promise<StepEnd> => {
  const { version: from } = await currentOf(name, source, [], world)
  const globs = [...source.artifact, ...source.commit]
  const kept = globs.length > 0 ? await world.tools.keep(name, labelOf(from), globs) : undefined
  return {
    state: 'done',
    evidence: {
      what: kept ? `keep in ${kept.folder}` : 'keep nothing',
      milliseconds: 0,
      files: [...(kept?.files ?? [])],
      facts: { ...(from && { from }) },
    },
  }
}

const checkOut = async (
  { to, remote }: UpstreamRequest,
  { path = '', branch, timeout: milliseconds }: UpstreamSource,
  { tools, signal }: World,
): Promise<StepEnd> => {
  const { tag, commit = '' } = to
  const ref = tag !== undefined ? `refs/tags/${tag}` : branch ? `refs/heads/${branch}` : 'HEAD'
  await tools.checkOut({ path, remote, commit, ref, milliseconds }, signal)
  return {
    state: 'done',
    evidence: { what: `check out ${commit} at ${path}`, milliseconds: 0, files: [] },
  }
}

/** Those that are there, and those that were there before. */
const filesToCommit = async (
  { steps }: SteppedRun,
  { commit, artifact }: UpstreamSource,
  { tools }: World,
): Promise<readonly string[]> => {
  const now = (await tools.files(commit)).map(({ path }) => path)
  const artifacts = new Set((await tools.files(artifact)).map(({ path }) => path))
  const kept = steps.find(({ id }) => id === 'keep')?.evidence?.files ?? []
  const gone = []
  for (const { path } of kept)
    if (!now.includes(path) && !artifacts.has(path) && !(await tools.read(path))) gone.push(path)
  return [...now, ...gone]
}

const steps = runSteps<World>(namingMade(carryOutStep))

/** Carries out the steps; what a worker that was killed left running of them ends first, but for what a reload began. */
export const run: Effect<SteppedRun, UpstreamEvent, World> = async function* (
  context,
  world,
  name,
) {
  await world.processes.endMarked(name)
  // It yields events of steps only, which are among the kind's.
  yield* steps(context, world, name) as AsyncIterable<UpstreamEvent>
}
