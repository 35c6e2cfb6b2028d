import { parseRun } from '../../engine/run-name.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { UpstreamRequest, Version } from '../../events/upstream.ts'
import { openRows } from '../../projections/open-runs.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { sourceOf, upstreamRun } from '../../upstream/names.ts'
import type { WorkContext } from '../context.ts'

type Logged = Pick<WorkContext, 'log' | 'attribution'>

/** What became of a wish for a version: it is a new run, one that goes on, or one that was over before. */
export interface Requested {
  readonly run: string
  readonly is: 'new' | 'open' | 'failed' | 'over'
}

/**
 * Records that a source is to be brought to a version. What waits for a person with an older version waits no more. A version that was
 * tried before is tried again only if a person asks, whose `again` makes its run another one: after a failure with `force`, and
 * otherwise because it is not in force any more.
 */
export const requestUpdate = async (
  request: UpstreamRequest,
  { again, force = false, cause }: RequestOptions,
  context: Logged,
): Promise<Requested> => {
  const { log, attribution } = context
  const first = upstreamRun(request.source, request.to)
  const before = await log.row(status, first)
  const isOver = before?.tag === 'done' || (force && before?.tag === 'failed')
  const asksAgain = again !== undefined && isOver
  const run = asksAgain ? upstreamRun(request.source, request.to, again) : first
  const known = asksAgain ? await log.row(status, run) : before
  if (known) return { run, is: isOf(known) }
  await endOlder(request.source, request.to, log)
  const { actor, cause: by } = await attribution()
  const event = { type: 'run.requested', data: { ...request } }
  const because = cause ?? by
  await log.append(
    run,
    [{ event, id: `requested:${run}`, actor, ...(because && { cause: because }) }],
    0,
  )
  return { run, is: 'new' }
}

interface RequestOptions {
  /** Makes the name of another run for the same version. */
  readonly again?: string | undefined
  /** Also if it failed before. */
  readonly force?: boolean | undefined
  readonly cause?: Recorded['cause']
}

const isOf = ({ tag }: StatusRow): Requested['is'] => {
  if (tag === 'active' || tag === 'waiting') return 'open'
  return tag === 'failed' ? 'failed' : 'over'
}

/** A version that waits for a person waits in vain as soon as there is another one. */
const endOlder = async (
  source: string,
  { version }: Version,
  log: Logged['log'],
): Promise<void> => {
  for (const row of await openRows(log, ['waiting'], 'upstream')) {
    if (sourceOf(parseRun(row.run).key) !== source || !row.state.startsWith('planned')) continue
    const detail = `${version} came after it.`
    const event = { type: 'run.skipped', data: { code: 'superseded', detail } }
    await log.append(row.run, [{ event }], row.version)
  }
}
