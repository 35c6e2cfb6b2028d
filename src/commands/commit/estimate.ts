import type { Preview } from '../../kinds/commit/preview.ts'

/** What a set of plans is likely to cost. Money is in US dollars, and missing if some price is unknown. */
export interface Total {
  /** How many sections need a request, and how many have a cached answer. */
  readonly requests: number
  readonly cached: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: number | undefined
  readonly atMost?: number | undefined
}

/** The total of several plans. */
export const totalOf = (plans: readonly Preview[]): Total => {
  const targets = plans.flatMap(plan => plan.targets)
  const estimates = targets.flatMap(({ estimate, cached }) =>
    estimate && !cached ? [estimate] : [],
  )
  const sum = (values: readonly (number | undefined)[]): number | undefined =>
    values.reduce<number | undefined>(
      (total, value) => (total === undefined || value === undefined ? undefined : total + value),
      0,
    )
  return {
    requests: estimates.length,
    cached: targets.filter(({ cached }) => cached).length,
    inputTokens: sum(estimates.map(({ inputTokens }) => inputTokens)) ?? 0,
    outputTokens: sum(estimates.map(({ outputTokens }) => outputTokens)) ?? 0,
    cost: sum(estimates.map(({ cost }) => cost)),
    atMost: sum(estimates.map(({ atMost }) => atMost)),
  }
}

/** The total of so many times as many plans. */
export const scaled = ({ cost, atMost, ...counts }: Total, factor: number): Total => {
  const times = (value: number) => Math.round(factor * value)
  return {
    requests: times(counts.requests),
    cached: times(counts.cached),
    inputTokens: times(counts.inputTokens),
    outputTokens: times(counts.outputTokens),
    cost: cost === undefined ? undefined : factor * cost,
    atMost: atMost === undefined ? undefined : factor * atMost,
  }
}
