import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** How the runs of one job went. Times in milliseconds, memory in bytes. */
export interface JobStats {
  readonly runs: number
  readonly failures: number
  readonly skipped: number
  /** Of the last runs that worked, newest last. */
  readonly times: readonly number[]
  readonly peakMemory?: number | undefined
  /** The last run, its end, and when it ended (ISO 8601). */
  readonly last: { readonly run: string; readonly state: string; readonly at: string }
}

/** How many times are kept to tell what is usual. */
const kept = 100

/** Each job that ever ran, by its name. */
export const jobStats: RowProjection<JobStats, StatusRow> = {
  name: 'job-stats',
  version: 1,
  of: status,
  key: ({ before, after }) =>
    after?.kind === 'job' && before?.state !== after.state && isEnd(after.state)
      ? (after.context as SteppedRun & { request: { job?: string } }).request.job
      : undefined,
  apply: (row, { after }) => {
    if (!after) return row
    const { state, run, since: at } = after
    const { steps } = after.context as SteppedRun
    const evidence = steps.flatMap(step => step.evidence ?? [])
    const time = evidence.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const memory = Math.max(
      0,
      row?.peakMemory ?? 0,
      ...evidence.map(({ peakMemory = 0 }) => peakMemory),
    )
    return {
      runs: (row?.runs ?? 0) + 1,
      failures: (row?.failures ?? 0) + Number(state === 'failed'),
      skipped: (row?.skipped ?? 0) + Number(state === 'skipped'),
      times: evidence.length > 0 ? [...(row?.times ?? []), time].slice(-kept) : (row?.times ?? []),
      ...(memory > 0 && { peakMemory: memory }),
      last: { run, state, at },
    }
  },
}

const isEnd = (state: string): boolean => ['success', 'failed', 'skipped'].includes(state)
