import type { Kind } from '../../engine/kind.ts'
import { type RequestedRun, requestedBy, type Trigger } from '../../jobs/requests.ts'
import { askedHooks, type CatalogEntry, isReady } from '../../kinds/job/catalog.ts'
import { job as kind } from '../../kinds/job/kind.ts'
import { triggerOf } from '../../kinds/job/triggers.ts'
import type { World } from '../../kinds/job/world.ts'
import type { Note } from '../../ports/hooks.ts'
import { status } from '../../projections/status.ts'
import type { WorkContext } from '../context.ts'

/** The world of jobs; the kind opens its own type of world. */
export const jobWorld = async ({ openWorld }: Pick<WorkContext, 'openWorld'>): Promise<World> =>
  (await openWorld(kind as Kind)) as World

/** The definitions of the jobs that can be used. */
export const definitionsIn = (entries: readonly CatalogEntry[]) =>
  entries.filter(isReady).map(({ definition }) => definition)

/**
 * Records a run for each job that the notes of hooks start, and returns their names; writes down which hooks jobs ask for. The caller drops the notes afterwards: reading
 * them again after a crash starts nothing twice.
 */
export const startByNotes = async (
  context: WorkContext,
  notes: readonly Note[],
): Promise<readonly string[]> => {
  const world = await jobWorld(context)
  const entries = await world.catalog().all()
  const hooks = askedHooks(entries)
  await world.announceHooks(hooks)
  const started: string[] = []
  for (const note of notes) {
    if (!hooks.some(hook => hook === note.hook)) continue
    const trigger = await triggerOf(note, world)
    if (trigger) started.push(...(await startBy(trigger, definitionsIn(entries), context)))
  }
  return started
}

type Definitions = Parameters<typeof requestedBy>[1]

/** Records the runs that a trigger starts; those that are there already are left alone. */
export const startBy = async (
  trigger: Trigger,
  definitions: Definitions,
  context: Pick<WorkContext, 'log' | 'attribution'>,
): Promise<readonly string[]> => {
  const runs: string[] = []
  for (const requested of requestedBy(trigger, definitions))
    if (await requestRun(requested, context)) runs.push(requested.run)
  return runs
}

/** Records that a run is asked for; false if it is there already. */
export const requestRun = async (
  { run, request }: RequestedRun,
  { log, attribution }: Pick<WorkContext, 'log' | 'attribution'>,
): Promise<boolean> => {
  if (await log.row(status, run)) return false
  const { actor, cause } = await attribution()
  const event = { type: 'run.requested', data: { ...request } }
  const by = request.cause.by === 'run' ? { by: 'run' as const, id: request.cause.run } : cause
  await log.append(run, [{ event, id: `requested:${run}`, actor, ...(by && { cause: by }) }], 0)
  return true
}
