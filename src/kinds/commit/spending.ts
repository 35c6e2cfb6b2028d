import type { EventLog } from '../../ports/log.ts'
import type { Spending } from '../../ports/money.ts'
import { inAll, monthly, usage } from '../../projections/commit/usage.ts'
import { experienceOf } from '../../projections/commit/usage-report.ts'

/** Past spending, according to a log. */
export const spendingOf = (log: EventLog): Spending => {
  const spent = async (key: string): Promise<number> => {
    const row = await log.row(usage, key)
    return Object.values(row?.models ?? {}).reduce((sum, { cost }) => sum + cost, 0)
  }
  return {
    month: month => spent(`${monthly}${month}`),
    run: spent,
    async experience(provider, model) {
      const row = await log.row(usage, inAll)
      return experienceOf(row?.models[`${provider}:${model}`])
    },
  }
}
