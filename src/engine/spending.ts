import type { EventLog } from '../ports/log.ts'
import type { Spending } from '../ports/provider.ts'
import { inAll, monthly, usage } from '../projections/usage.ts'
import { experienceOf } from '../projections/usage-report.ts'
import { commitRun } from './reconcile.ts'

/** What was spent, as a log knows it. */
export const spendingOf = (log: EventLog): Spending => {
  const spent = async (key: string): Promise<number> => {
    const row = await log.row(usage, key)
    return Object.values(row?.models ?? {}).reduce((sum, { cost }) => sum + cost, 0)
  }
  return {
    month: month => spent(`${monthly}${month}`),
    commit: commit => spent(commitRun(commit)),
    async experience(provider, model) {
      const row = await log.row(usage, inAll)
      return experienceOf(row?.models[`${provider}:${model}`])
    },
  }
}
