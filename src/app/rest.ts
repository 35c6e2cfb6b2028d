import { basename } from 'node:path'
import { openAlerts } from '../adapters/alerts/open.ts'
import type { Kinds } from '../engine/kind.ts'
import { inTurn, type Turns } from '../engine/turns.ts'
import { isGitDocError } from '../errors/error.ts'
import type { Services } from '../ports/services.ts'
import { environment, now } from './place.ts'

interface Rest {
  readonly kinds: Kinds
  readonly turns: Turns
  /** Whether nothing of what alerts run needs to be allowed first. */
  alertsAllowed(): Promise<boolean>
  warn(warning: string): void
}

/**
 * What is done when the work rests: the receipts of runs that came to an end, and word of those that somebody is to be told of. What
 * fails is tried again the next time, and is no failure of the work.
 */
export const atRest = async (
  services: Pick<
    Services,
    'repository' | 'settings' | 'log' | 'signal' | 'receipts' | 'processes' | 'ago' | 'redact'
  >,
  { kinds, turns, alertsAllowed, warn }: Rest,
): Promise<void> => {
  const { settings, log, signal, receipts, processes, repository } = services
  const { root } = repository.facts
  const attempt = (what: string, work: () => Promise<unknown>): Promise<unknown> =>
    inTurn(turns, 'rest', work).catch(error => {
      if (!isGitDocError(error)) throw error
      if (!signal.aborted) warn(`${what}: ${error.message}`)
    })
  await attempt('Receipts were not written', async () => {
    const { writeReceipts } = await import('../commands/receipts/write.ts')
    await writeReceipts({ log, kinds, receipts, withoutReceipts: withoutReceipts(settings) })
  })
  const env = environment()
  const tools = { root, processes, signal, env, now, isAllowed: alertsAllowed }
  const alerts = openAlerts(settings.alerts, tools)
  if (!alerts || signal.aborted) return
  await attempt('Alerts were not sent', async () => {
    const { sendAlerts } = await import('../commands/alerts.ts')
    const { ago, redact } = services
    await sendAlerts({ log, kinds, alerts, repository: basename(root), ago, redact })
  })
}

/** The kinds whose runs get no receipts here: doc commits say in their trailers what they are. */
export const withoutReceipts = ({ receipts }: Services['settings']): readonly string[] =>
  receipts.commits ? [] : ['commit']
