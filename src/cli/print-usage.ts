import { dollars } from '../ports/money.ts'
import type { Used } from '../projections/commit/usage.ts'

/** A number with separators for thousands. */
export const count = (value: number): string => value.toLocaleString('en')

/** What calls cost; calls of unknown cost are counted beside it. */
export const costOf = ({ cost, unpriced }: Pick<Used, 'cost' | 'unpriced'>): string => {
  if (unpriced === 0) return dollars(cost)
  const unknown = `${count(unpriced)} ${unpriced === 1 ? 'call' : 'calls'} unknown`
  return cost === 0 ? unknown : `${dollars(cost)} + ${unknown}`
}

/** How many of all answers came from the cache. */
export const cachedLine = (cached: number, all: number): string =>
  `Cache hits: ${count(cached)} of ${count(all)} (${Math.round((100 * cached) / all)} %).`
