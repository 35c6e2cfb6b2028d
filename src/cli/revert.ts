import { planRevert, type RevertPlan, revert as revertRun } from '../commands/revert.ts'
import type { ReportedRun } from '../projections/status-report.ts'
import { exitCode } from './exit-code.ts'
import { progressOf } from './progress.ts'
import { rawArgument } from './raw-option.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { working } from './update.ts'

/** Gives back the sections that a commit's doc commit changed, or with --dry-run shows how. */
export const revert = (
  commit: unknown,
  options: GlobalOptions & { readonly dryRun?: boolean },
  terminal: Terminal,
): Promise<number> =>
  working('revert', options, terminal, async (tools, report) => {
    const revision = String(rawArgument(commit))
    if (options.dryRun) return printedPlan(await planRevert(tools, revision), terminal)
    const { run } = await revertRun(tools, { revision, tell: progressOf(terminal) })
    const [reported] = (await report([run])).runs
    if (!reported) throw new Error(`${run} has no row.`)
    return printed(reported, terminal)
  })

const printedPlan = (plan: RevertPlan, terminal: Terminal): number => {
  if (terminal.json) {
    terminal.print(JSON.stringify({ schema: 1, dryRun: true, ...plan }, undefined, 2))
    return exitCode.done
  }
  const { obstacle, documents } = plan
  if (obstacle) terminal.say(`It would wait: ${obstacle.detail}`)
  for (const { diff } of documents) terminal.print(diff.trimEnd())
  return exitCode.done
}

const printed = (run: ReportedRun, terminal: Terminal): number => {
  const waits = run.state === 'reverting'
  const refused = !waits && run.revert !== undefined
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...run }, undefined, 2))
  else if (!refused) terminal.print(line(run, terminal))
  if (refused && run.revert) {
    const { reason, hint } = run.revert
    terminal.complain([`git-doc: ${reason}`, ...(hint ? [`  ${hint}`] : [])].join('\n'))
  }
  return refused ? exitCode.failed : exitCode.done
}

const line = (run: ReportedRun, { colors }: Terminal): string => {
  const commit = run.commit.slice(0, 8)
  if (run.state === 'reverting')
    return `${colors.yellow(commit)} waits: ${run.revert?.reason ?? ''}`
  const given = run.state === 'reverted' ? 'reverted' : 'done'
  const sections = run.targets
    .filter(({ state }) => state === given)
    .map(({ file, section }) => `${file}: ${section}`)
  const by = (run.revertCommit ?? run.docCommit ?? '').slice(0, 8)
  return `${commit} ${run.state} → ${colors.green(by)} ${sections.join(', ')}`
}
