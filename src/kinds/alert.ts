import { defineKind } from '../engine/define-kind.ts'
import type { ViewReader } from '../engine/kind.ts'
import { AlertEvent } from '../events/alert.ts'
import { alert as machine } from '../machines/alert.ts'
import { givenUpAlerts, openAlerts } from '../projections/alerts.ts'

/** Word to somebody of the end of a run, one stream an end. A record. */
export const alert = defineKind({
  name: 'alert',
  event: AlertEvent,
  machine,
  isRecord: true,
  views: [openAlerts, givenUpAlerts],
  report: async log => {
    const alerts = await alertsIn(log)
    return alerts ? { alerts } : {}
  },
})

/** Alerts that did not reach anybody. */
export interface ReportedAlerts {
  /** How many are to be sent, or sent again. */
  readonly open: number
  /** Why one of them was sent in vain. */
  readonly reason?: string | undefined
  /** How many were given up since one was delivered last. */
  readonly givenUp: number
}

/** Undefined where there is nothing to say. */
export const alertsIn = async (log: ViewReader): Promise<ReportedAlerts | undefined> => {
  let open = 0
  let reason: string | undefined
  for await (const [, row] of log.rows(openAlerts)) {
    open += 1
    reason ??= row.reason
  }
  const givenUp = await log.row(givenUpAlerts, 'all')
  if (open === 0 && !givenUp) return undefined
  reason ??= givenUp?.last[0]?.reason
  return { open, ...(reason !== undefined && { reason }), givenUp: givenUp?.count ?? 0 }
}
