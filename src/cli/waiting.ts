import type { ReportedRun } from '../projections/status-report.ts'
import { exitCode } from './exit-code.ts'

/** The option of every command whose work may have to wait for a person. */
export interface WaitingOptions {
  readonly failIfWaiting?: boolean
}

/** The exit code for work that waits: 0, or 1 with `--fail-if-waiting`. */
export const waitingCode = ({ failIfWaiting }: WaitingOptions, isWaiting: boolean): number =>
  failIfWaiting && isWaiting ? exitCode.failed : exitCode.done

export const isWaiting = ({ tag }: Pick<ReportedRun, 'tag'>): boolean => tag === 'waiting'

/** How many runs are in each state and how many of them wait, as a line: `1 planned · 2 success (1 waits for a person)`. */
export const countsLine = (
  counts: Readonly<Record<string, number>>,
  runs: readonly Pick<ReportedRun, 'tag'>[],
): string => {
  const states = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(' · ')
  const waiting = runs.filter(isWaiting).length
  if (waiting === 0) return states
  return `${states} (${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a person)`
}
