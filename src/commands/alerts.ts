import { topOf } from '../engine/fold.ts'
import { runName } from '../engine/run-name.ts'
import { isGitDocError } from '../errors/error.ts'
import type { AlertEvent } from '../events/alert.ts'
import { triggerAlerts } from '../kinds/trigger.ts'
import type { AlertRun } from '../machines/alert.ts'
import type { Alerts } from '../ports/alerts.ts'
import { openAlerts } from '../projections/alerts.ts'
import { status } from '../projections/status.ts'
import { alertBody, alertId } from './alert-body.ts'
import type { WorkContext } from './context.ts'
import { endsSince, isWork, type KindEnd, seenBy } from './ends.ts'

export interface AlertContext extends Pick<WorkContext, 'log' | 'kinds'> {
  readonly alerts: Alerts
  /** The name of the repository's folder. */
  readonly repository: string
  /** The time so many milliseconds ago, in ISO 8601. */
  ago(milliseconds: number): string
  /** Removes secrets from a text. */
  redact(text: string): Promise<string>
}

/** How often an alert is sent at most, and how long to wait after it failed (milliseconds): twice as long each time. */
const patience = { times: 8, first: 60_000, longest: 3_600_000 }

/**
 * Sends what is due. That an alert is intended is on record before it is sent, and what became of it afterwards: cut off in
 * between, it is sent again with the same id. Only what ends after alerts were configured counts. One that fails is tried again in a
 * later round, and so is whatever stands behind it: the receiver may be away. Returns how many were delivered.
 */
export const sendAlerts = async (context: AlertContext): Promise<number> => {
  await intend(context)
  const due = await dueAlerts(context)
  if (due.length === 0 || !(await context.alerts.isAllowed())) return 0
  let delivered = 0
  for (const name of due) {
    if (!(await send(name, context))) break
    delivered += 1
  }
  return delivered
}

/** Records an intent for each end that somebody is to be told of. */
const intend = async (context: AlertContext): Promise<void> => {
  const { log, alerts } = context
  const [{ position: head }, seen] = await Promise.all([log.head(), seenBy(triggerAlerts, context)])
  if (seen.position === undefined) return seen.see(head)
  if (head <= seen.position) return
  let last = 0
  for await (const found of endsSince(seen.position, context, isWork)) {
    const { end } = found
    if (!alerts.on.includes(topOf(end.state)) && !alerts.on.includes(end.tag)) continue
    last = Math.max(last, end.position)
    await record(found, context)
  }
  // Where there was nothing to tell, looking once more costs less than a record of having looked.
  if (last > 0 || head - seen.position >= 1_000) await seen.see(head)
}

const record = async ({ kind, end }: KindEnd, context: AlertContext): Promise<void> => {
  const { log } = context
  const key = `${end.run.run}@${end.version}`
  const id = alertId(await log.chain(1), key)
  const body = await alertBody({ kind, end }, { ...context, id })
  const { commit } = body as { readonly commit?: string }
  const event: AlertEvent = {
    type: 'alert.intended',
    data: {
      id,
      run: end.run.run,
      state: topOf(end.state),
      ...(commit !== undefined && { commit }),
      body,
    },
  }
  const run = runName('alert', key)
  if (!(await log.row(status, run))) await log.append(run, [{ event, id: `alert:${key}` }], 0)
}

/** The streams of alerts whose time has come, oldest first. */
const dueAlerts = async ({ log, ago }: AlertContext): Promise<readonly string[]> => {
  const due: { readonly run: string; readonly first: number }[] = []
  for await (const [run, { first, failures, failedAt }] of log.rows(openAlerts)) {
    const pause = Math.min(patience.first * 2 ** (failures - 1), patience.longest)
    // One that failed in the future failed before the clock was set back.
    if (failedAt === undefined || failedAt <= ago(pause) || failedAt > ago(0))
      due.push({ run, first })
  }
  return due.sort((one, other) => one.first - other.first).map(({ run }) => run)
}

/** Whether the receiver took the alert. */
const send = async (name: string, { log, alerts }: AlertContext): Promise<boolean> => {
  const row = await log.row(status, name)
  const { intent, failures } = (row?.context ?? {}) as AlertRun
  if (!row || !intent) return true
  const { id, run, state, commit, body } = intent
  const append = (events: readonly AlertEvent[]) =>
    log.append(
      name,
      events.map(event => ({ event })),
      row.version,
    )
  try {
    const { to, status } = await alerts.send({ id, run, state, commit, body: JSON.stringify(body) })
    const data = { to, ...(status !== undefined && { status }) }
    await append([{ type: 'alert.delivered', data }])
    return true
  } catch (error) {
    if (!isGitDocError(error) || error.scope === 'process') throw error
    const data = { code: error.code, reason: error.message }
    const failed: AlertEvent = { type: 'alert.failed', data }
    const isLast = failures + 1 >= patience.times
    await append(isLast ? [failed, { type: 'alert.abandoned', data }] : [failed])
    return false
  }
}
