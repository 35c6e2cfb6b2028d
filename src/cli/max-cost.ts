import { wrongUsage } from '../errors.ts'

/** The amount of `--max-cost` in US dollars, with or without its sign; USAGE if it is none. */
export const maxCostOf = (value: string | number | undefined): number | undefined => {
  if (value === undefined) return undefined
  const amount = Number(String(value).replace(/^\$/, '') || Number.NaN)
  if (amount > 0 && Number.isFinite(amount)) return amount
  throw wrongUsage(
    `--max-cost takes an amount of US dollars above 0, not "${value}".`,
    'For example: --max-cost 0.50',
  )
}
