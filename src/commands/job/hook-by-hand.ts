import type { Recorded } from '../../events/recorded.ts'
import { requestedBy } from '../../jobs/requests.ts'
import { job as kind } from '../../kinds/job/kind.ts'
import { ownFiles } from '../../kinds/job/triggers.ts'
import type { WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'
import { definitionsIn, jobWorld, requestRun } from './start.ts'

/**
 * Starts the jobs of a hook for HEAD as if Git had called it, and works on them. `known` are those that ran for this commit before; with
 * `again` they run once more, under names that end in it.
 */
export const runHookByHand = async (
  context: WorkContext,
  {
    hook,
    again,
    onRecorded,
  }: {
    readonly hook: string
    readonly again?: string | undefined
    onRecorded(recorded: Recorded): void
  },
): Promise<{ readonly started: readonly string[]; readonly known: readonly string[] }> => {
  const world = await jobWorld(context)
  const { commit } = await world.repository.head()
  if (commit === undefined) return { started: [], known: [] }
  const trigger = {
    cause: { by: 'hook' as const, hook, args: [] },
    id: commit,
    commit,
    files: await ownFiles([commit], world.repository),
  }
  const definitions = definitionsIn(await world.catalog().all())
  const options = again === undefined ? {} : { again, force: true }
  const started: string[] = []
  const known: string[] = []
  for (const requested of requestedBy(trigger, definitions, options))
    ((await requestRun(requested, context)) ? started : known).push(requested.run)
  for await (const recorded of workOpen(kind, context, { runs: started })) onRecorded(recorded)
  return { started, known }
}
