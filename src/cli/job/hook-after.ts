import { newRequestId } from '../../app/jobs.ts'
import { runHookByHand } from '../../commands/job/hook-by-hand.ts'
import type { ReportedRun } from '../../projections/status-report.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { type JobOptions, printJson } from './options.ts'

/** Runs the jobs of a hook that only notes what happened, for HEAD, as a person asks for it. */
export const hookAfter = (hook: string, options: JobOptions, terminal: Terminal): Promise<number> =>
  working('job hook', options, terminal, async (tools, report) => {
    const { onProgress } = progressOf(terminal, tools.kinds)
    const { started, known } = await runHookByHand(tools, {
      hook,
      again: options.force ? (terminal.place.request ?? newRequestId()) : undefined,
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const { runs } = await report([...started, ...known])
    if (terminal.json) printJson(terminal, { runs })
    else for (const line of lines(runs, hook, known)) terminal.print(line)
    const hasFailed = runs.some(({ tag, run }) => tag === 'failed' && started.includes(run))
    return hasFailed ? exitCode.failed : exitCode.done
  })

const lines = (
  runs: readonly ReportedRun[],
  hook: string,
  known: readonly string[],
): readonly string[] =>
  runs.length === 0
    ? [`No job asks for ${hook} with these files.`]
    : runs.map(({ run, label, state, reason }) =>
        known.includes(run)
          ? `${label} ${state} already. --force runs it again.`
          : `${label} ${state}${reason ? `: ${reason}` : ''}`,
      )
