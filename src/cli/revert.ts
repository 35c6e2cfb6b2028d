import type { FullReport } from '../app/reading.ts'
import { planRevert, type RevertPlan, revert as revertRun } from '../commands/commit/revert.ts'
import type { CommandContext } from '../commands/context.ts'
import { findRun } from '../commands/find-run.ts'
import { undo } from '../commands/undo.ts'
import type { Kinds } from '../engine/kind.ts'
import { parseRun } from '../engine/run-name.ts'
import type { CommitDetails } from '../kinds/commit/kind.ts'
import type { ReportedRun } from '../projections/status-report.ts'
import { exitCode } from './exit-code.ts'
import { progressOf } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { isWaiting, type WaitingOptions, waitingCode } from './waiting.ts'
import { type WorkingOptions, working } from './working.ts'

/** Restores the sections that a commit's doc commit changed, or with --dry-run shows how. */
export const revert = (
  revision: string,
  options: WorkingOptions,
  terminal: Terminal,
): Promise<number> =>
  working('revert', options, terminal, async (tools, report) => {
    if (isOtherRun(revision, tools.kinds))
      return undoRun(revision, options, terminal, tools, report)
    if (options.dryRun) return printedPlan(await planRevert(tools, revision), terminal)
    const { run } = await revertRun(tools, {
      revision,
      onProgress: progressOf(terminal, tools.kinds).onProgress,
    })
    const [reported] = (await report([run])).runs
    if (!reported) throw new Error(`${run} has no row.`)
    // Only runs of commits can be reverted, and a report lists those with their details.
    return printed(reported as ReportedCommit, options, terminal)
  })

/** A run of another kind than commits, by its name. */
const isOtherRun = (name: string, kinds: Kinds): boolean => {
  const { kind } = parseRun(name)
  return kind !== 'commit' && kinds.get(kind)?.isRecord === false
}

const undoRun = async (
  name: string,
  options: WorkingOptions,
  terminal: Terminal,
  tools: CommandContext,
  report: (runs: readonly string[]) => Promise<FullReport>,
): Promise<number> => {
  const run = await findRun(name, { ...tools, resolve: tools.repository.resolve })
  if (options.dryRun) {
    const answer = { schema: 1, dryRun: true, run }
    terminal.print(terminal.json ? JSON.stringify(answer, undefined, 2) : `${run} would be undone.`)
    return exitCode.done
  }
  const { onProgress } = progressOf(terminal, tools.kinds)
  await undo(tools, run, recorded => onProgress({ type: 'recorded', recorded }))
  const [reported] = (await report([run])).runs
  if (!reported) throw new Error(`${run} has no row.`)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...reported }, undefined, 2))
  else terminal.print([`${reported.label} ${reported.state}`, ...(reported.notes ?? [])].join(': '))
  return reported.state === 'reverted' ? exitCode.done : exitCode.failed
}

const printedPlan = (plan: RevertPlan, terminal: Terminal): number => {
  if (terminal.json) {
    terminal.print(JSON.stringify({ schema: 1, dryRun: true, ...plan }, undefined, 2))
    return exitCode.done
  }
  const { obstacle, documents } = plan
  if (obstacle) terminal.log(`It would wait: ${obstacle.detail}`)
  for (const { diff } of documents) terminal.print(diff.trimEnd())
  return exitCode.done
}

/** A commit's run as a report lists it. */
type ReportedCommit = ReportedRun & CommitDetails

const printed = (run: ReportedCommit, options: WaitingOptions, terminal: Terminal): number => {
  const waits = isWaiting(run)
  const refused = !waits && run.revert !== undefined
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...run }, undefined, 2))
  else if (!refused) terminal.print(line(run, terminal))
  if (refused && run.revert) {
    const { reason, hint, code } = run.revert
    terminal.error(reason, { hint, code, run: run.run })
  }
  return refused ? exitCode.failed : waitingCode(options, waits)
}

const line = (run: ReportedCommit, { colors }: Terminal): string => {
  if (isWaiting(run)) return `${colors.yellow(run.label)} waits: ${run.reason ?? ''}`
  const given = run.revertCommit ? 'reverted' : 'done'
  const sections = run.items.filter(({ state }) => state === given).map(({ label }) => label)
  return `${run.label} ${run.state} → ${colors.green(run.outcome ?? '')} ${sections.join(', ')}`
}
