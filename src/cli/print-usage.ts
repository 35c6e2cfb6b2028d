import { dollars } from '../documentation/dollars.ts'
import type { Used } from '../projections/usage.ts'

/** A number as people read it. */
export const count = (value: number): string => value.toLocaleString('en')

/** What calls cost; what nobody knows the price of is not nothing. */
export const costOf = ({ cost, unpriced }: Pick<Used, 'cost' | 'unpriced'>): string => {
  if (unpriced === 0) return dollars(cost)
  const unknown = `${count(unpriced)} ${unpriced === 1 ? 'call' : 'calls'} unknown`
  return cost === 0 ? unknown : `${dollars(cost)} + ${unknown}`
}

/** How many of all answers the cache had. */
export const cachedLine = (cached: number, all: number): string =>
  `Answers from the cache, not paid for again: ${count(cached)} of ${count(all)} (${Math.round((100 * cached) / all)} %).`
