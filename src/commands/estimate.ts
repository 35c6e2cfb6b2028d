import type { Preview } from '../engine/preview.ts'

/** What a plan is likely to take. Money is in US dollars, and missing where some price is not known. */
export interface Total {
  /** Sections that would be asked for, and those whose answer the cache has. */
  readonly requests: number
  readonly cached: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: number | undefined
  readonly atMost?: number | undefined
}

/** What plans come to together. */
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
