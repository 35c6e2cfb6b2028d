import { newRequestId } from '../../app/jobs.ts'
import { type HookAnswer, runHook } from '../../commands/job/hook.ts'
import { visible } from '../../errors/visible.ts'
import { pathOf } from '../../kinds/job/catalog.ts'
import { refusal } from '../../ports/hooks.ts'
import type { ReportedJob } from '../../ports/job-reports.ts'
import type { hooksBefore } from '../../ports/jobs.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type JobOptions, printJson, withJobs } from './options.ts'
import { textOf } from './text-of.ts'

/** Runs the jobs of a hook that can refuse. The log stays closed: what they came to is left in the inbox. */
export const hookBefore = (
  hook: (typeof hooksBefore)[number],
  args: readonly string[],
  { fromGit = false }: JobOptions,
  terminal: Terminal,
): Promise<number> =>
  withJobs(terminal, async here => {
    const refused = fromGit ? refusal : exitCode.failed
    const stdin = fromGit && hook === 'pre-push' ? await textOf(terminal.io.stdin) : ''
    if (await isGuarded(hook, stdin, here.guards.length > 0, terminal)) return refused
    const began = await here.quiet.begin(hook)
    const variables = fromGit ? here.variablesOfHook() : {}
    const at = new Date().toISOString()
    const answer = await runHook(
      { hook, args, stdin, variables, id: newRequestId(), at },
      here.hookWorld(text => {
        if (terminal.verbose) terminal.io.stderr.write(text)
      }),
    )
    const { report } = answer
    await here.quiet.end(hook, began, answer)
    if (report.jobs.length > 0) await here.leaveReport(report)
    if (terminal.json) printJson(terminal, report)
    else print(answer, terminal)
    return report.refused ? refused : exitCode.done
  })

/** Whether a release that must stay as it is would be changed, which is said. */
const isGuarded = async (
  hook: (typeof hooksBefore)[number],
  pushed: string,
  hasReleases: boolean,
  terminal: Terminal,
): Promise<boolean> => {
  if (!hasReleases) return false
  if (hook !== 'pre-commit' && hook !== 'pre-push') return false
  const { guardedIn, guardText } = await import('../release/guard.ts')
  const changes = (await guardedIn(hook, terminal, pushed || 'HEAD')) ?? []
  for (const change of changes) terminal.error(guardText(change), { hint: guardHint })
  return changes.length > 0
}

const guardHint =
  'Draft a higher version: "git-doc release draft". --no-verify passes the guard by.'

const print = ({ report, left }: HookAnswer, terminal: Terminal): void => {
  for (const entry of left) {
    const path = visible(pathOf(entry))
    const text =
      entry.state === 'not-allowed'
        ? `${path} is not allowed, so it did not run. Look at it with "git-doc allow".`
        : `${path} did not run: ${entry.error.message}`
    terminal.log(text, { level: 'warning' })
  }
  for (const job of report.jobs) printJob(job, terminal)
}

const printJob = ({ job, state, reason = '' }: ReportedJob, terminal: Terminal): void => {
  if (state === 'failed') terminal.error(`${job} refuses: ${reason}`, { code: 'JOB_REFUSED' })
  else terminal.log(`${job}: ${state}${reason && `, ${reason}`}`, { level: 'debug' })
}
