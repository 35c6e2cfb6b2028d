import { findRun } from '../commands/find-run.ts'
import { planRetry, retry as retryRuns } from '../commands/retry.ts'
import type { ReportedRun } from '../projections/status-report.ts'
import { exitCode } from './exit-code.ts'
import { permit } from './permit.ts'
import { printWorked } from './print-worked.ts'
import { progressOf } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { type WorkingOptions, working } from './working.ts'

interface RetryOptions extends WorkingOptions {
  readonly commit?: string
  readonly target?: string
  readonly all?: boolean
  readonly skipStep?: boolean
}

/** Tries failed runs again: those that are named, or all that belong to this branch; with --dry-run it says which. */
export const retry = async (
  named: readonly string[],
  options: RetryOptions,
  terminal: Terminal,
): Promise<number> => {
  await permit(options, terminal)
  return working('retry', options, terminal, async (context, report) => {
    const { log, kinds, repository } = context
    const search = { log, kinds, resolve: repository.resolve }
    const { commit, target, all, skipStep } = options
    const names = commit === undefined ? named : [...named, commit]
    const runs = await Promise.all(names.map(name => findRun(name, search)))
    const only = { runs: names.length > 0 ? runs : undefined, item: target, all, skipStep }
    if (options.dryRun) {
      const planned = await planRetry(context, only)
      return printedPlan((await report(planned.runs)).runs, terminal)
    }
    const { onProgress, spent } = progressOf(terminal, kinds)
    const worked = await retryRuns(context, {
      ...only,
      onBegin: (row, index, of) => onProgress({ type: 'run', row, index, of }),
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const obstacle = await context.world.publisher.blocker()
    return printWorked(
      { ...worked, obstacle },
      await report(worked.runs),
      spent(),
      options,
      terminal,
    )
  })
}

const printedPlan = (runs: readonly ReportedRun[], terminal: Terminal): number => {
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, dryRun: true, runs }, undefined, 2))
  else if (runs.length === 0) terminal.print('Nothing has failed that can be retried here.')
  for (const { label, subject, reason } of terminal.json ? [] : runs)
    terminal.print(`${label} would be tried again: ${subject ?? ''}${reason ? ` (${reason})` : ''}`)
  return exitCode.done
}
