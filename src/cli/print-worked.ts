import type { FullReport } from '../app/reading.ts'
import type { Worked } from '../commands/commit/update.ts'
import { exitCode } from './exit-code.ts'
import { type Spent, spentText } from './meter.ts'
import type { Terminal } from './terminal.ts'
import { countsLine, isWaiting, type WaitingOptions, waitingCode } from './waiting.ts'

/** Prints the runs that were worked on. The exit code says whether one of them failed or, with `--fail-if-waiting`, waits. */
export const printWorked = (
  worked: Partial<Worked>,
  report: FullReport,
  spent: Spent,
  options: WaitingOptions,
  terminal: Terminal,
): number => {
  const { obstacle } = worked
  if (terminal.json) {
    const { position, counts, runs, failures, providers } = report
    terminal.print(
      JSON.stringify(
        {
          schema: 2,
          position,
          noticed: worked.noticed ?? 0,
          spent,
          counts,
          runs,
          failures,
          providers,
          obstacle,
        },
        undefined,
        2,
      ),
    )
  } else {
    for (const line of summary(worked, report, terminal)) terminal.print(line)
    if (spent.calls > 0) terminal.print(`Models were asked: ${spentText(spent)}.`)
  }
  if (report.failures.length > 0) return exitCode.failed
  return waitingCode(options, obstacle !== undefined || report.runs.some(isWaiting))
}

const summary = (
  { stopped, obstacle }: Partial<Worked>,
  { runs, counts, failures }: FullReport,
  { colors }: Terminal,
): string[] => {
  if (stopped) return ['Nothing was done.']
  if (obstacle && runs.length === 0) return [`Waiting: ${obstacle.detail}`]
  if (runs.length === 0) return ['Nothing to do: there are no new commits.']
  return [
    countsLine(counts, runs),
    ...runs
      .filter(({ outcome }) => outcome)
      .map(({ label, outcome = '', items, notes = [] }) => {
        const sections = items.filter(({ state }) => state === 'done').map(item => item.label)
        const noted = notes.length > 0 ? ` (${notes.join('; ')})` : ''
        return `  ${label} → ${colors.green(outcome)} ${sections.join(', ')}${noted}`
      }),
    ...runs
      .filter(isWaiting)
      .map(({ label, reason }) => `  ${colors.yellow(label)} waits: ${reason}`),
    ...failures.map(
      ({ label, reason, next }) => `  ${colors.red(label)} failed: ${reason} ${next}`,
    ),
  ]
}
