import type { ModelUsage, UsageRow, Used, UsedBy } from './usage.ts'

/** The usage in one month (`2026-11`, UTC). */
export interface MonthUsage extends Used {
  readonly month: string
  readonly models: readonly UsedBy[]
}

/** A usage row, in total and by model; the most expensive model first. */
export const usedIn = ({ models }: UsageRow): Used & { readonly models: readonly UsedBy[] } => {
  const rows = Object.values(models).map(({ foretold, ...used }): UsedBy => used)
  return {
    ...sumOf(rows),
    models: rows.sort(
      (a, b) => b.cost - a.cost || b.calls - a.calls || (a.model < b.model ? -1 : 1),
    ),
  }
}

const sumOf = (rows: readonly Used[]): Used => {
  const sum = (field: keyof Used) => rows.reduce((total, row) => total + row[field], 0)
  return {
    calls: sum('calls'),
    failed: sum('failed'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cost: sum('cost'),
    unpriced: sum('unpriced'),
    milliseconds: sum('milliseconds'),
    asked: sum('asked'),
    cached: sum('cached'),
  }
}

/** How a model's actual tokens compare with the estimates, as factors; 1 until there are enough calls. */
export const experienceOf = (used: ModelUsage | undefined): { input: number; output: number } => {
  const { calls, input, output, expectedInput, expectedOutput } = used?.foretold ?? nothing
  if (calls < enough || expectedInput === 0 || expectedOutput === 0) return { input: 1, output: 1 }
  return { input: input / expectedInput, output: output / expectedOutput }
}

/** With fewer calls, one long section would distort the result. */
const enough = 8
const nothing = { calls: 0, input: 0, output: 0, expectedInput: 0, expectedOutput: 0 }
