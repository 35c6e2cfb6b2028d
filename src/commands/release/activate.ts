import { runName } from '../../engine/run-name.ts'
import {
  activationElsewhere,
  activationRefused,
  reasonMissing,
  rollbackNothing,
} from '../../errors/releases.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { ActivationRequest } from '../../events/activation.ts'
import type { Recorded } from '../../events/recorded.ts'
import { conditionsOf, refusedBreak } from '../../kinds/activation/conditions.ts'
import { activation as kind } from '../../kinds/activation/kind.ts'
import type { World } from '../../kinds/activation/world.ts'
import { status } from '../../projections/status.ts'
import { versionBefore } from '../../releases/pointer-history.ts'
import { nameOf } from '../../releases/release.ts'
import { workOpen } from '../work-open.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { type KnownRelease, knownRelease, packagesIn, readName, unknownPackage } from './names.ts'

interface Asked {
  /** Makes the run's name. */
  readonly id: string
  readonly reason?: string | undefined
  onRecorded?(recorded: Recorded): void
}

export interface ActivateOptions extends Asked {
  readonly releases: readonly string[]
}

export interface RollBackOptions extends Asked {
  readonly package: string
  readonly to?: string | undefined
  readonly force: boolean
}

/** The run; undefined if everything is in production already. */
export interface Activated {
  readonly run: string | undefined
  readonly releases: readonly KnownRelease[]
}

/**
 * Puts releases into production, all in one commit. What stands in the way is said before anything is recorded, all of it at once.
 * A request that is carried out a second time goes on with the run that it began.
 */
export const activate = async (
  tools: ReleaseTools,
  { releases: texts, ...asked }: ActivateOptions,
): Promise<Activated> => {
  if (!asked.reason?.trim()) throw reasonMissing('activate')
  const names = texts.map(readName)
  const twice = names.find(
    ({ package: name }, at) => names.findIndex(each => each.package === name) !== at,
  )
  if (twice) throw wrongUsage(`${twice.package} is named twice.`, 'Name one version of it.')
  assertRole('activate', await personOf(tools), tools)
  const begun = await begunEarlier(tools, asked)
  if (begun) return { run: begun, releases: [] }
  const head = await productionAtHead(tools)
  const releases: KnownRelease[] = []
  for (const name of names) releases.push(await knownRelease(name, tools.layout, head.tree))
  const wanted = releases.filter(({ package: name, version }) => head.active[name] !== version)
  if (wanted.length === 0) return { run: undefined, releases }
  const run = await change(tools, { deed: 'activate', releases: wanted, force: false, head }, asked)
  return { run, releases: wanted }
}

/** Brings back a version that was in production before. NEVER_RELEASED, ROLLBACK_NOTHING, ROLLBACK_BREAKS. */
export const rollBack = async (
  tools: ReleaseTools,
  { package: name, to, force, ...asked }: RollBackOptions,
): Promise<Activated> => {
  if (!asked.reason?.trim()) throw reasonMissing('rollback')
  assertRole('rollback', await personOf(tools), tools)
  const begun = await begunEarlier(tools, asked)
  if (begun) return { run: begun, releases: [] }
  const head = await productionAtHead(tools)
  const packages = await packagesIn(tools.layout, head.tree)
  if (!packages.has(name)) throw unknownPackage(name, packages)
  const version = to ?? versionBefore(head.steps, name)
  if (version === undefined) throw rollbackNothing(name)
  const release = await knownRelease(
    readName(nameOf({ package: name, version })),
    tools.layout,
    head.tree,
  )
  if (head.active[name] === version) return { run: undefined, releases: [release] }
  const run = await change(tools, { deed: 'rollback', releases: [release], force, head }, asked)
  return { run, releases: [release] }
}

const nameOfRun = ({ id }: Asked): string => runName('activation', id)

/** The run that this request began when it was carried out before: it goes on. */
const begunEarlier = async (tools: ReleaseTools, asked: Asked): Promise<string | undefined> => {
  const run = nameOfRun(asked)
  if (!(await tools.log.row(status, run))) return undefined
  await goOn(run, tools, asked)
  return run
}

const goOn = async (run: string, tools: ReleaseTools, { onRecorded }: Asked): Promise<void> => {
  for await (const recorded of workOpen(kind, tools, { runs: [run] })) onRecorded?.(recorded)
}

interface Change {
  readonly deed: ActivationRequest['deed']
  readonly releases: readonly KnownRelease[]
  readonly force: boolean
  readonly head: Awaited<ReturnType<typeof productionAtHead>>
}

const change = async (
  tools: ReleaseTools,
  { deed, releases, force, head }: Change,
  asked: Asked,
): Promise<string> => {
  const { log, attribution } = tools
  if (head.ref === undefined) throw activationElsewhere('a branch')
  const request = {
    deed,
    by: await personOf(tools),
    reason: asked.reason?.trim() ?? '',
    ref: head.ref,
    packages: releases.map(({ package: name, version, tree }) => ({
      ...{ package: name, version, tree },
      previous: head.active[name] ?? null,
    })),
  }
  const world = (await tools.openWorld(kind)) as World
  const { refusals, breaks } = await conditionsOf(request, head, world)
  const [only, ...others] = [
    ...refusals,
    ...(breaks.length > 0 && !force ? [refusedBreak(request, breaks)] : []),
  ]
  if (only) throw others.length === 0 ? only : activationRefused([only, ...others])
  const run = nameOfRun(asked)
  const event = { type: 'run.requested', data: { ...request, forced: [...breaks] } }
  await log.append(run, [{ event, id: `requested:${run}`, ...(await attribution()) }], 0)
  await goOn(run, tools, asked)
  return run
}
