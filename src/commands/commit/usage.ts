import { wrongUsage } from '../../errors/usage.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Settings } from '../../ports/settings.ts'
import type { Used, UsedBy } from '../../projections/commit/usage.ts'
import { monthly, usage as view } from '../../projections/commit/usage.ts'
import { usedIn } from '../../projections/commit/usage-report.ts'

/** Model usage in one month. */
export interface Month extends Used {
  /** `2026-11`, UTC. */
  readonly month: string
  readonly models: readonly UsedBy[]
}

export interface Usage {
  /** Oldest first. */
  readonly months: readonly Month[]
  readonly budget: Settings['budget']
}

/** Model usage by month, or in one named month. Throws USAGE if the name is not a month. */
export const usage = async (
  log: EventLog,
  { budget }: Pick<Settings, 'budget'>,
  month?: string | undefined,
): Promise<Usage> => {
  if (month !== undefined && !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month))
    throw wrongUsage(`"${month}" is not a month.`, 'Write it as in "--month 2026-11".')
  const months: Month[] = []
  for await (const [key, row] of log.rows(view)) {
    const name = key.slice(monthly.length)
    if (key.startsWith(monthly) && (month === undefined || name === month))
      months.push({ month: name, ...usedIn(row) })
  }
  return { months, budget }
}
