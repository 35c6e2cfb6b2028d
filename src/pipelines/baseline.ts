/** How a number compares with earlier ones. */
export interface Comparison {
  readonly value: number
  /** How many earlier numbers there are. */
  readonly earlier: number
  /** Of the earlier ones; missing where there are too few to compare with. */
  readonly median?: number | undefined
  /** How much the earlier ones differ among themselves: 1.4826 times the median of their distances from the median. */
  readonly noise?: number | undefined
  /** The worst number that is still good enough. */
  readonly bound?: number | undefined
  readonly isWorse: boolean
}

/** How many earlier numbers a comparison needs. */
const least = 3

/**
 * Compares a number with the median of earlier ones. It is worse if it is further on the wrong side than `slack` percent of the
 * median, and further than three times the noise.
 */
export const compareWith = (
  value: number,
  earlier: readonly number[],
  { slack, better }: { readonly slack: number; readonly better: 'lower' | 'higher' },
): Comparison => {
  if (earlier.length < least) return { value, earlier: earlier.length, isWorse: false }
  const median = medianOf(earlier)
  const noise = 1.4826 * medianOf(earlier.map(each => Math.abs(each - median)))
  const room = Math.max((Math.abs(median) * slack) / 100, 3 * noise)
  const bound = better === 'lower' ? median + room : median - room
  const isWorse = better === 'lower' ? value > bound : value < bound
  return { value, earlier: earlier.length, median, noise, bound, isWorse }
}

const medianOf = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
