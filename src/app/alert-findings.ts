import { alertsIn } from '../kinds/alert.ts'
import type { Finding } from '../ports/health.ts'
import type { LogCheck } from './log-check.ts'
import { allViews } from './place.ts'
import { readableLog } from './reading.ts'

/** Alerts that reached nobody; nothing where there are none, or where the log has to be repaired first. */
export const alertFindings = async (
  folder: string,
  { log, views }: LogCheck,
): Promise<readonly Finding[]> => {
  if (!log || !views) return []
  const copy = await readableLog(folder, await allViews())
  const alerts = await alertsIn(copy).finally(() => copy.close())
  if (!alerts) return []
  const { open, givenUp, reason } = alerts
  const detail = [
    `${open} alerts are to be sent, ${givenUp} were given up.`,
    ...(reason === undefined ? [] : [reason]),
  ].join(' ')
  const hint =
    'They are sent when git-doc works the next time. A command must be allowed once: "git-doc allow".'
  return [{ name: 'alerts', state: 'warning', code: 'ALERTS_UNDELIVERED', detail, hint }]
}
