import { parseRun } from '../../engine/run-name.ts'
import { nothingToApprove, nothingToRollBack } from '../../errors/upstream.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { UpstreamRequest, Version } from '../../events/upstream.ts'
import { currentOf } from '../../kinds/upstream/current.ts'
import { upstream as kind } from '../../kinds/upstream/kind.ts'
import { requestOf, sourceNamed } from '../../kinds/upstream/source.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { openRows } from '../../projections/open-runs.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { installed } from '../../projections/upstream/installed.ts'
import { sourceOf } from '../../upstream/names.ts'
import { eventIdOf, type WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'
import { upstreamWorld } from './world.ts'

interface Working {
  onRecorded?(recorded: Recorded): void
}

/**
 * Takes back the update of a source that is in force, or ends a rollback that failed. Resolves to its run. UPSTREAM_UNKNOWN,
 * UPSTREAM_NOTHING_TO_ROLL_BACK.
 */
export const rollbackUpstream = async (
  name: string,
  context: WorkContext,
  { onRecorded = () => {} }: Working = {},
): Promise<{ readonly run: string }> => {
  const { log } = context
  sourceNamed(name, await upstreamWorld(context))
  const row = await toRollBack(name, log)
  if (!row) throw nothingToRollBack(name)
  const { run } = row
  if (row.tag !== 'active') await ask(row, { type: 'undo.requested', data: {} }, 'undo', context)
  for await (const recorded of workOpen(kind, context, { runs: [run] })) onRecorded(recorded)
  return { run }
}

/** The run that is being rolled back, whose rollback failed, or that is in force, whichever came last. */
const toRollBack = async (
  name: string,
  log: WorkContext['log'],
): Promise<StatusRow | undefined> => {
  const row = await log.row(installed, name)
  for (const run of row?.runs ?? []) {
    const found = await log.row(status, run)
    const { recovery } = (found?.context ?? {}) as Partial<SteppedRun>
    const isHalfway = found?.state === 'rollingBack' || found?.state === 'applying.recovering'
    if (isHalfway || (found?.tag === 'failed' && recovery?.rolledBack === 'failed')) return found
    if (run === row?.run) return found?.state === 'success' ? found : undefined
  }
  return undefined
}

/** The update of a source that waits for a person to agree, and what it is from and to. UPSTREAM_NOTHING_TO_APPROVE. */
export const toApprove = async (
  name: string,
  context: Pick<WorkContext, 'log' | 'openWorld'>,
): Promise<Approvable> => {
  const world = await upstreamWorld(context)
  const source = sourceNamed(name, world)
  const waiting = await openRows(context.log, ['waiting'], 'upstream')
  const row = waiting.findLast(
    ({ run, context: run_ }) =>
      sourceOf(parseRun(run).key) === name &&
      approvable.has((run_ as SteppedRun).reason?.code ?? ''),
  )
  if (!row) throw nothingToApprove(name)
  const { version: from } = await currentOf(name, source, [], world)
  const request = requestOf(row.context as SteppedRun)
  const between =
    from?.commit !== undefined && request.to.commit !== undefined
      ? { source: name, remote: request.remote, from: from.commit, to: request.to.commit }
      : undefined
  const changes = between ? await world.tools.log(between, world.signal) : undefined
  return { row, from, request, changes }
}

export interface Approvable {
  readonly row: StatusRow
  readonly from: Version | undefined
  readonly request: UpstreamRequest
  /** What is new, newest first; undefined where nobody knows which commit is installed. */
  readonly changes: readonly string[] | undefined
}

/** What an approval ends the wait for. */
const approvable: ReadonlySet<string> = new Set(['approval', 'no-artifact'])

/** Lets an update go on that waits for a person, and works on it. */
export const approve = async (
  { row }: Pick<Approvable, 'row'>,
  context: WorkContext,
  { onRecorded = () => {} }: Working = {},
): Promise<{ readonly run: string }> => {
  await ask(row, { type: 'run.approved', data: {} }, 'approve', context)
  for await (const recorded of workOpen(kind, context, { runs: [row.run] })) onRecorded(recorded)
  return { run: row.run }
}

const ask = async (
  { run, version }: StatusRow,
  event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  deed: string,
  { log, attribution, request }: WorkContext,
): Promise<void> => {
  const id = request === undefined ? {} : { id: eventIdOf(request, `${deed}:${run}`) }
  await log.append(run, [{ event, ...id, ...(await attribution()) }], version)
}
