import { millisecondsBetween } from '../events/times.ts'
import { noTrend, type TrendRow, withEnd } from '../projections/pipeline/trends.ts'
import type { ReceiptRun } from './receipt-runs.ts'

/** How long something usually takes, and how long it takes when it takes long: in milliseconds, by rank; missing if it never ran. */
interface Durations {
  readonly p50?: number | undefined
  readonly p95?: number | undefined
}

/** Runs of one pipeline in a month (`2026-11`). */
export interface TrendMonth extends Durations {
  readonly month: string
  readonly runs: number
  readonly passed: number
}

/** A gate in these runs. */
export interface GateTrend extends Durations {
  readonly name: string
  readonly runs: number
  readonly failed: number
  /** On how many trees it both passed and failed. */
  readonly flaky: number
}

/** How the last runs of a pipeline went. */
export interface Trend extends Durations {
  readonly runs: number
  readonly passed: number
  /** From 0 to 1. */
  readonly passRate: number
  /** The ends of the first and the last of them (ISO 8601). */
  readonly from: string
  readonly to: string
  /** Oldest first. */
  readonly months: readonly TrendMonth[]
  readonly gates: readonly GateTrend[]
}

/** How many months are listed. */
const most = 24

/** What the kept runs of a pipeline tell; undefined if none has ended. */
export const trendOf = ({ runs, gates }: TrendRow): Trend | undefined => {
  const [first, last] = [runs[0], runs.at(-1)]
  if (!first || !last) return undefined
  const passed = runs.filter(([, , each]) => each).length
  return {
    runs: runs.length,
    passed,
    passRate: Math.round((passed / runs.length) * 1_000) / 1_000,
    ...durations(runs.flatMap(([, took]) => took ?? [])),
    from: first[0],
    to: last[0],
    months: monthsOf(runs),
    gates: Object.entries(gates).map(([name, { times, ...counts }]) => ({
      ...{ name, ...counts },
      ...durations(times),
    })),
  }
}

const monthsOf = (runs: TrendRow['runs']): readonly TrendMonth[] => {
  const months = new Map<string, TrendRow['runs'][number][]>()
  for (const run of runs) {
    const month = run[0].slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), run])
  }
  return [...months].slice(-most).map(([month, of]) => ({
    month,
    runs: of.length,
    passed: of.filter(([, , each]) => each).length,
    ...durations(of.flatMap(([, took]) => took ?? [])),
  }))
}

const durations = (times: readonly number[]): Durations => {
  if (times.length === 0) return {}
  return { p50: atRank(times, 0.5), p95: atRank(times, 0.95) }
}

/** The least of some numbers that is not exceeded by this part of them. */
export const atRank = (numbers: readonly number[], part: number): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0
}

/** What receipts tell of the runs of one pipeline, oldest first. They do not say how long a single gate took. */
export const rowOfReceipts = (runs: readonly ReceiptRun[]): TrendRow =>
  runs
    .filter(({ state }) => state === 'success' || state === 'failed')
    .reduce(
      (row, { begin, end, state, tree, gates }) =>
        withEnd(row, {
          at: end,
          took: Math.max(0, millisecondsBetween(begin, end)),
          passed: state === 'success',
          tree,
          gates: gates.flatMap(({ name, verdict }) =>
            ['passed', 'failed', 'warned'].includes(verdict)
              ? [{ name, passed: verdict === 'passed' }]
              : [],
          ),
        }),
      noTrend,
    )
