import type { ModelUsage, UsageRow } from './usage.ts'

/** Usage as it is printed; money in US dollars, time in milliseconds. */
export interface Used {
  readonly calls: number
  readonly failed: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number
  /** Calls of which nobody knows what they cost: `cost` is without them. */
  readonly unpriced: number
  readonly milliseconds: number
  /** Answers that were asked for, and those that the cache had. */
  readonly asked: number
  readonly cached: number
}

export interface UsedBy extends Used {
  readonly provider: string
  readonly model: string
}

/** A row of usage, summed up and by model, the dearest first. */
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

/** What answers of a model took against what was foretold; 1 each until a few are known. */
export const experienceOf = (used: ModelUsage | undefined): { input: number; output: number } => {
  const { calls, input, output, expectedInput, expectedOutput } = used?.foretold ?? nothing
  if (calls < enough || expectedInput === 0 || expectedOutput === 0) return { input: 1, output: 1 }
  return { input: input / expectedInput, output: output / expectedOutput }
}

/** Fewer calls than this teach nothing: one long section would decide. */
const enough = 8
const nothing = { calls: 0, input: 0, output: 0, expectedInput: 0, expectedOutput: 0 }
