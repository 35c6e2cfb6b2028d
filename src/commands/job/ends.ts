import { topOf } from '../../engine/fold.ts'
import { afterTriggers } from '../../jobs/after.ts'
import { ownFiles } from '../../kinds/job/triggers.ts'
import { triggerEnds } from '../../kinds/trigger.ts'
import type { WorkContext } from '../context.ts'
import { endsSince, isWork, seenBy } from '../ends.ts'
import { definitionsIn, jobWorld, startBy } from './start.ts'

/**
 * Records a run for each job that starts after the end of another run, and returns their names. Only what ended since jobs first asked
 * for it counts. Where no job asks for ends, nothing is read and nothing recorded.
 */
export const startByEnds = async (context: WorkContext): Promise<readonly string[]> => {
  const world = await jobWorld(context)
  const definitions = definitionsIn(await world.catalog().all()).filter(
    definition => afterTriggers(definition).length > 0,
  )
  if (definitions.length === 0) return []
  const { position: head } = await context.log.head()
  const seen = await seenBy(triggerEnds, context)
  const since = seen.position ?? head
  const started: string[] = []
  for await (const { kind, end } of endsSince(since, context, isWork)) {
    const { run } = end.run
    const { commit } = kind.summary(end.run).details ?? {}
    const trigger = {
      cause: { by: 'run' as const, run, state: topOf(end.state) },
      id: `${run}.${end.version}`,
      ...(typeof commit === 'string' && { commit }),
      files:
        typeof commit === 'string'
          ? await ownFiles([commit], world.repository).catch(() => [])
          : [],
    }
    started.push(...(await startBy(trigger, definitions, context)))
  }
  if (seen.position === undefined || head > since) await seen.see(head)
  return started
}
