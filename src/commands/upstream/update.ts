import type { Recorded } from '../../events/recorded.ts'
import { upstream as kind } from '../../kinds/upstream/kind.ts'
import { writeManifest } from '../../kinds/upstream/manifest.ts'
import { sourceNamed } from '../../kinds/upstream/source.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { doesSomething } from '../../upstream/plan.ts'
import type { WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'
import { type CheckedSource, checkSources } from './check.ts'
import { type Requested, requestUpdate } from './request.ts'
import { upstreamWorld } from './world.ts'

export interface UpdateUpstreamOptions {
  /** Only this source. */
  readonly name?: string | undefined
  /** Makes the names of runs new where something is done again. */
  readonly id: string
  /** Also what failed, and what is up to date. */
  readonly force: boolean
  onBegin?(run: StatusRow, index: number, of: number): void
  onRecorded?(recorded: Recorded): void
}

/** What became of one source: checked, and updated if there was something to do. */
export interface UpdatedSource {
  readonly checked: CheckedSource
  readonly requested?: Requested | undefined
  /** Why nothing was asked for although there is a newer version. */
  readonly left?: 'nothing-configured' | undefined
}

/** Checks sources and brings those to their latest version that have one. A person asks, so what was left undone is taken up. */
export const updateUpstream = async (
  context: WorkContext,
  { name, id, force, onBegin, onRecorded }: UpdateUpstreamOptions,
): Promise<readonly UpdatedSource[]> => {
  const world = await upstreamWorld(context)
  const updated: UpdatedSource[] = []
  for await (const checked of checkSources(name === undefined ? undefined : [name], context)) {
    const { latest, remote, updateAvailable } = checked
    const source = sourceNamed(checked.name, world)
    const isWanted = latest && remote !== undefined && (updateAvailable || force)
    if (!isWanted) updated.push({ checked })
    else if (!doesSomething(source)) updated.push({ checked, left: 'nothing-configured' })
    else {
      const request = { source: checked.name, to: latest, remote, cause: 'hand' as const }
      updated.push({
        checked,
        requested: await requestUpdate(request, { again: id, force }, context),
      })
    }
  }
  await writeManifest(context.log, world)
  const runs = updated.flatMap(({ requested }) => requested?.run ?? [])
  for (const run of runs) await attend(run, context)
  for await (const recorded of workOpen(kind, context, { runs, ...(onBegin && { onBegin }) }))
    onRecorded?.(recorded)
  return updated.toSorted((one, other) => (one.checked.name < other.checked.name ? -1 : 1))
}

/** A person is there, who can look after a reload that cannot be taken back. */
const attend = async (run: string, { log, attribution }: WorkContext): Promise<void> => {
  const row = await log.row(status, run)
  const { reason } = (row?.context ?? {}) as { readonly reason?: { readonly code: string } }
  if (row?.tag !== 'waiting' || reason?.code !== 'no-artifact') return
  const event = { type: 'run.approved', data: {} }
  await log.append(run, [{ event, ...(await attribution()) }], row.version)
}
