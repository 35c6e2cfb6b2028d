import { totalOf } from '../commands/commit/estimate.ts'
import { planUpdate, type Size, update as updateRuns } from '../commands/commit/update.ts'
import { confirmationNeeded } from '../errors/usage.ts'
import { confirm } from './ask.ts'
import { exitCode } from './exit-code.ts'
import { permit } from './permit.ts'
import { estimateText, planLines } from './print-plan.ts'
import { printWorked } from './print-worked.ts'
import { progressOf } from './progress.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'
import { type WorkingOptions, working } from './working.ts'

interface UpdateOptions extends WorkingOptions {
  readonly from?: string
  readonly to?: string
}

/** Documents new commits, or with --dry-run says how. */
export const update = async (options: UpdateOptions, terminal: Terminal): Promise<number> => {
  await permit(options, terminal)
  terminal.progress('reading the history')
  return working('update', options, terminal, async (tools, report) => {
    const range = { from: options.from, to: options.to }
    if (options.dryRun) {
      const runs = await planUpdate(tools, range)
      if (terminal.json)
        terminal.print(
          JSON.stringify({ schema: 1, dryRun: true, runs, estimate: totalOf(runs) }, undefined, 2),
        )
      else for (const line of planLines(runs, terminal)) terminal.print(line)
      return exitCode.done
    }
    const { onProgress, spent } = progressOf(terminal, tools.kinds)
    const worked = await updateRuns(tools, {
      ...range,
      onProgress,
      confirm: size => agree(size, options, terminal),
    })
    return printWorked(worked, await report(worked.runs), spent(), options, terminal)
  })
}

const agree = async (size: Size, { yes }: GlobalOptions, terminal: Terminal): Promise<boolean> => {
  if (yes) return true
  terminal.clear()
  const cost = size.free
    ? 'The offline provider costs nothing.'
    : `${size.provider} would be asked: ${estimateText(size.estimate)}`
  const about = size.sampled === undefined ? '' : 'about '
  const question = `This is the first run: ${size.commits} ${size.commits === 1 ? 'commit' : 'commits'}, ${about}${size.targets} sections to look at. ${cost}`
  if (!terminal.interactive) {
    throw confirmationNeeded(
      question,
      'Agree with --yes, begin later with --from <commit>, or skip the history with "git-doc init --baseline".',
    )
  }
  return confirm(`${question} Continue?`, terminal.io)
}
