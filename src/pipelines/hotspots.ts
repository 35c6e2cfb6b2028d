import { amountOf, type Churn } from './churn.ts'

/** A file that is often changed and hard to change, which is where bugs are. */
export interface Hotspot {
  /** From 1. */
  readonly rank: number
  readonly path: string
  readonly score: number
  /** Lines added and removed in the window. */
  readonly churn: number
  readonly added: number
  readonly removed: number
  /** The sum of the indentation levels of its lines. */
  readonly complexity: number
  /** That, in standard deviations from the mean of all code files. */
  readonly deviation: number
  /** It differs from the base. */
  readonly changed: boolean
}

export interface HotspotFacts {
  /** The complexity of every code file; undefined for a binary file. */
  readonly complexities: ReadonlyMap<string, number | undefined>
  readonly churns: ReadonlyMap<string, Churn>
  readonly changed: ReadonlySet<string>
}

/** Below this, more churn would no longer mean a higher score. */
const lowest = -0.9
/** A file that is being changed now deserves attention first. */
const boost = 1.15
/** What a reader can look at, and GitHub shows. */
export const mostHotspots = 500

/**
 * The files by `log1p(churn) × (1 + max(deviation, −0.9))`, highest first, files with the same score by path. At most `most` of them.
 */
export const rankHotspots = (
  { complexities, churns, changed }: HotspotFacts,
  most: number = mostHotspots,
): readonly Hotspot[] => {
  const deviationOf = deviations([...complexities.values()].filter(value => value !== undefined))
  return [...churns]
    .flatMap(([path, churn]) => {
      const amount = amountOf(churn)
      if (amount === 0 || !complexities.has(path)) return []
      const complexity = complexities.get(path) ?? 0
      const deviation = deviationOf(complexity)
      const isChanged = changed.has(path)
      const score = Math.log1p(amount) * (1 + Math.max(deviation, lowest)) * (isChanged ? boost : 1)
      const { added, removed } = churn
      return [
        {
          path,
          // The last digits of a logarithm differ between machines.
          score: rounded(score),
          churn: amount,
          added,
          removed,
          complexity,
          deviation: rounded(deviation),
          changed: isChanged,
        },
      ]
    })
    .sort((one, other) => other.score - one.score || (one.path < other.path ? -1 : 1))
    .slice(0, Math.min(most, mostHotspots))
    .map((hotspot, index) => ({ rank: index + 1, ...hotspot }))
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

/** How many standard deviations a value is away from the mean of all; 0 if they are all the same. */
const deviations = (values: readonly number[]): ((value: number) => number) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)
  const deviation = Math.sqrt(variance)
  return value => (deviation === 0 ? 0 : (value - mean) / deviation)
}
