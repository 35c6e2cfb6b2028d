import { sourceNamed } from '../../kinds/upstream/source.ts'
import { stepsOf } from '../../upstream/plan.ts'
import type { WorkContext } from '../context.ts'
import { type CheckedSource, checkSources } from './check.ts'
import { upstreamWorld } from './world.ts'

/** What an update would do. */
export interface PlannedSource {
  readonly name: string
  readonly current: string | null
  readonly latest: string | null
  readonly kind: CheckedSource['level']
  readonly needs_approval: boolean
  readonly steps: readonly string[]
}

/** Checks one source, or all, and says what an update would do. Nothing is recorded. */
export const planUpstream = async (
  name: string | undefined,
  force: boolean,
  context: WorkContext,
): Promise<{
  readonly checked: readonly CheckedSource[]
  readonly planned: readonly PlannedSource[]
}> => {
  const world = await upstreamWorld(context)
  const log = { ...context.log, appendAll: async () => [] }
  const names = name === undefined ? undefined : [name]
  const checked: CheckedSource[] = []
  for await (const source of checkSources(names, { ...context, log })) checked.push(source)
  checked.sort((one, other) => (one.name < other.name ? -1 : 1))
  const planned = checked
    .filter(({ updateAvailable }) => updateAvailable || force)
    .map(({ name: of, current, latest, level, needsApproval }) => ({
      name: of,
      current: current?.version ?? null,
      latest: latest?.version ?? null,
      kind: level,
      needs_approval: needsApproval,
      steps: stepsOf(sourceNamed(of, world)).map(({ id }) => id),
    }))
  return { checked, planned }
}
