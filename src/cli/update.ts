import { openTools } from '../app/tools.ts'
import { totalOf } from '../commands/estimate.ts'
import { retry as retryRuns } from '../commands/retry.ts'
import type { Tools } from '../commands/tools.ts'
import {
  type News,
  planUpdate,
  type Size,
  update as updateRuns,
  type Worked,
} from '../commands/update.ts'
import { confirmationNeeded, interrupted } from '../errors.ts'
import type { StatusReport } from '../projections/status-report.ts'
import { confirm } from './ask.ts'
import { exitCode } from './exit-code.ts'
import { maxCostOf } from './max-cost.ts'
import { meter, type Spent, spentText } from './meter.ts'
import { estimateText, planLines } from './print-plan.ts'
import { progressOf } from './progress.ts'
import { rawOption } from './raw-option.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface UpdateOptions extends GlobalOptions {
  readonly dryRun?: boolean
  readonly maxCost?: string | number
}

/** Documents new commits, or with --dry-run says how. */
export const update = (options: UpdateOptions, terminal: Terminal): Promise<number> =>
  working('update', options, terminal, async (tools, report) => {
    const range = { from: rawOption('from'), to: rawOption('to') }
    if (options.dryRun) {
      const runs = await planUpdate(tools, range)
      if (terminal.json)
        terminal.print(
          JSON.stringify({ schema: 1, dryRun: true, runs, estimate: totalOf(runs) }, undefined, 2),
        )
      else for (const line of planLines(runs, terminal)) terminal.print(line)
      return exitCode.done
    }
    const { tell, spent } = watching(terminal)
    const worked = await updateRuns(tools, {
      ...range,
      tell,
      confirm: size => agree(size, options, terminal),
    })
    return printed(worked, await report(worked.runs), spent(), terminal)
  })

/** Begins another attempt of what failed. */
export const retry = (options: UpdateOptions, terminal: Terminal): Promise<number> =>
  working('retry', options, terminal, async (tools, report) => {
    const { tell, spent } = watching(terminal)
    const worked = await retryRuns(tools, {
      commit: rawOption('commit'),
      target: rawOption('target'),
      tell,
    })
    return printed(worked, await report(worked.runs), spent(), terminal)
  })

const watching = (terminal: Terminal) => {
  const show = progressOf(terminal)
  const { hear, spent } = meter()
  const tell = (news: News) => {
    show(news)
    hear(news)
  }
  return { tell, spent }
}

/** Opens everything, closes it whatever happens, and lets Ctrl+C end the work between two events. */
export const working = async (
  command: string,
  options: UpdateOptions,
  terminal: Terminal,
  work: (
    tools: Tools,
    report: (runs: readonly string[]) => Promise<StatusReport>,
  ) => Promise<number>,
  unattended = false,
): Promise<number> => {
  const stop = new AbortController()
  const interrupt = () => stop.abort(interrupted())
  // Nobody is at the keyboard of what runs unattended: Ctrl+C there is meant for others.
  if (!unattended) process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const workshop = await openTools({
    cwd: process.cwd(),
    config: options.config,
    command,
    signal: stop.signal,
    readOnly: options.dryRun ?? false,
    maxCost: maxCostOf(options.maxCost),
    asksNobody: command === 'revert',
    unattended,
    warn: warning => terminal.say(`git-doc: ${warning}`),
  })
  try {
    return await work(workshop.tools, workshop.report)
  } catch (error) {
    // Whatever an interrupted piece of work complains of, the person knows why.
    throw stop.signal.aborted ? interrupted() : error
  } finally {
    await workshop.close()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

const agree = async (size: Size, { yes }: GlobalOptions, terminal: Terminal): Promise<boolean> => {
  if (yes) return true
  const cost = size.free
    ? 'The offline provider costs nothing.'
    : `${size.provider} would be asked: ${estimateText(size.estimate)}`
  const question = `This is the first run: ${size.commits} commits, ${size.targets} sections to look at. ${cost}`
  if (!terminal.interactive) {
    throw confirmationNeeded(
      question,
      'Agree with --yes, begin later with --from <commit>, or leave the past alone with "git-doc init --baseline".',
    )
  }
  return confirm(`${question} Go on?`)
}

const printed = (
  worked: Worked,
  report: StatusReport,
  spent: Spent,
  terminal: Terminal,
): number => {
  const { obstacle } = worked
  const failed = report.failures.length
  if (terminal.json) {
    const { position, counts, runs, failures, providers } = report
    terminal.print(
      JSON.stringify(
        {
          schema: 1,
          position,
          noticed: worked.noticed,
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
  return failed > 0 ? exitCode.failed : exitCode.done
}

const summary = (
  { stopped, obstacle }: Worked,
  { runs, counts, failures }: StatusReport,
  { colors }: Terminal,
): string[] => {
  if (stopped) return ['Nothing was done.']
  if (obstacle && runs.length === 0) return [`Everything waits: ${obstacle.detail}`]
  if (runs.length === 0) return ['Nothing to do: every commit of this branch has been looked at.']
  const told = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
  return [
    told.join(' · '),
    ...runs
      .filter(({ docCommit }) => docCommit)
      .map(({ commit, docCommit, targets, separate }) => {
        const sections = targets
          .filter(({ state }) => state === 'done')
          .map(({ file, section }) => `${file}: ${section}`)
        return `  ${commit.slice(0, 8)} → ${colors.green(docCommit?.slice(0, 8) ?? '')} ${sections.join(', ')}${separate ? ` (not amended: ${separate})` : ''}`
      }),
    ...runs
      .filter(({ state, reason }) => /^(planned|reverting)$/.test(state) && reason)
      .map(({ commit, reason }) => `  ${colors.yellow(commit.slice(0, 8))} waits: ${reason}`),
    ...failures.map(
      ({ commit, reason, next }) => `  ${colors.red(commit.slice(0, 8))} failed: ${reason} ${next}`,
    ),
  ]
}

export type { News }
