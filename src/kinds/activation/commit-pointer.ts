import type { RecordEvent } from '../../engine/asked-events.ts'
import {
  activationElsewhere,
  activationRefused,
  pointerBlocked,
  pointerMoved,
  pointerOutrun,
  releaseChanged,
} from '../../errors/releases.ts'
import type { ActivationRequest } from '../../events/activation.ts'
import type { Step } from '../../machines/stepped-run.ts'
import type { Publication } from '../../ports/publisher.ts'
import { printPointer, withReleases } from '../../releases/pointer.ts'
import { pointerMessage } from '../../releases/pointer-trailers.ts'
import { type Production, readProduction } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf } from '../../releases/release.ts'
import { reportHash, rulesName } from '../../releases/staging-report.ts'
import { conditionsOf, refusedBreak } from './conditions.ts'
import type { World } from './world.ts'

/** How often to try again when somebody else's commit came first or the index was locked, and how long to wait (milliseconds). */
const patience = { times: 5, pause: 200 }

interface Asking {
  readonly run: string
  readonly request: ActivationRequest
  readonly step: Step
  readonly record: RecordEvent
}

/**
 * Commits the pointer, through the publisher: what is about to happen is on record before the branch moves, so a step that is repeated
 * after a crash finds its commit. Everything that must be so is looked at once more on the very commit that it is put upon.
 */
export const commitPointer = async (asking: Asking, world: World): Promise<string> => {
  for (let tries = 1; ; tries += 1) {
    const end = await world.inTurn('branch', () => attempt(asking, world))
    if (typeof end === 'string') return end
    if (!passes(end) || tries === patience.times) throw refusal(end)
    await world.pause(patience.pause * tries)
  }
}

/** Somebody else's commit came between looking and committing. */
const outrun = { state: 'moved' as const, found: undefined }

const attempt = async (
  { run, request, step, record }: Asking,
  world: World,
): Promise<string | Publication> => {
  const { repository, publisher, git } = world
  // A killed process may have moved the branch and not come to the files.
  await publisher.settle()
  const head = await repository.head()
  const before = await earlier(step, head.commit, world)
  if (before !== undefined) return before
  if (head.ref !== request.ref || head.commit === undefined) throw activationElsewhere(request.ref)
  const { layout } = world.settings()
  const production = await readProduction(head.commit, layout, git)
  await assertAsAsked(request, production, world)
  const { refusals, reports, breaks } = await conditionsOf(request, production, world)
  const [only, ...others] = [
    ...refusals,
    ...(breaks.length > 0 && request.forced.length === 0 ? [refusedBreak(request, breaks)] : []),
  ]
  if (only) throw others.length === 0 ? only : activationRefused([only, ...others])

  const pointer = printPointer(withReleases(production.active, request.packages))
  const message = pointerMessage({
    ...request,
    run,
    rules: rulesName(layout),
    packages: request.packages.map(({ previous, ...release }, at) => {
      const report = reports[at]
      return {
        ...release,
        previous: previous ?? undefined,
        ...(request.deed === 'activate' && report && { report: reportHash(report) }),
      }
    }),
  })
  const content = new TextEncoder().encode(pointer)
  const prepared = await publisher.prepare([{ file: layout.pointer, content }], message)
  if (prepared.state === 'waits') return prepared
  if (prepared.state !== 'prepared') return outrun
  const { id: commit, parent, ref } = prepared.commit
  if (parent !== head.commit || ref !== request.ref) return outrun
  await record({
    type: 'step.prepared',
    data: { step: step.id, call: 0, commit: { commit, parent, ref } },
  })
  const published = await publisher.publish(prepared.commit)
  return published.state === 'published' ? commit : published
}

/** The commit that this step made before it was cut off, if its branch has it. */
const earlier = async (
  step: Step,
  head: string | undefined,
  { repository }: Pick<World, 'repository'>,
): Promise<string | undefined> => {
  const made = step.commits?.at(-1)
  if (!made) return undefined
  // The person may have switched to another branch meanwhile.
  const tips = [await repository.resolve(made.ref).catch(() => undefined), head]
  for (const tip of tips) {
    const isThere =
      tip !== undefined && (await repository.contains(tip, made.commit).catch(() => false))
    if (isThere) return made.commit
  }
  return undefined
}

/** Nobody may have moved these packages or changed these folders since it was asked for. */
const assertAsAsked = async (
  { packages }: ActivationRequest,
  { active, tree }: Production,
  world: World,
): Promise<void> => {
  const { layout } = world.settings()
  for (const release of packages) {
    const { package: name, previous, tree: asked } = release
    const now = active[name]
    if ((now ?? null) !== previous)
      throw pointerMoved(name, previous ?? 'in no version', now ?? 'in no version')
    if ((await tree.treeOf(folderOf(layout, release))) !== asked)
      throw releaseChanged(nameOf(release))
  }
}

/** What is over in a moment. */
const passes = (end: Publication): boolean =>
  end.state === 'moved' || (end.state === 'waits' && end.blocker.reason === 'index-locked')

const refusal = (end: Publication) =>
  end.state === 'waits' ? pointerBlocked(end.blocker.detail) : pointerOutrun()
