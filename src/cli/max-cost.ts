import { wrongUsage } from '../errors/usage.ts'

/** The amount of `--max-cost` in US dollars, with or without the dollar sign; USAGE for anything else. */
export const maxCostOf = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined
  const amount = Number(value.replace(/^\$/, '') || Number.NaN)
  if (amount > 0 && Number.isFinite(amount)) return amount
  throw wrongUsage(
    `--max-cost takes an amount of US dollars above 0, not "${value}".`,
    'For example: --max-cost 0.50',
  )
}
