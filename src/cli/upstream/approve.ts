import {
  type Approvable,
  approve as approveRun,
  toApprove,
} from '../../commands/upstream/rollback.ts'
import { shownVersion } from '../../upstream/names.ts'
import { exitCode } from '../exit-code.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { onlySource, printJson, type UpstreamOptions } from './options.ts'
import { permitSources } from './permit.ts'
import { runLines, runsCode } from './run-lines.ts'

/** Shows what is new in a version that waits, and lets its update go on. */
export const approve = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlySource(args)
  if (!options.dryRun) await permitSources([name], terminal)
  return working('upstream approve', options, terminal, async (tools, report) => {
    const approvable = await toApprove(name, tools)
    if (!terminal.json) for (const line of changeLines(name, approvable)) terminal.print(line)
    const shown = shownOf(name, approvable)
    if (options.dryRun) return printedPlan(shown, terminal)
    const { onProgress } = progressOf(terminal, tools.kinds)
    const { run } = await approveRun(approvable, tools, {
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const { runs } = await report([run])
    if (terminal.json) printJson(terminal, { ...shown, runs })
    else for (const line of runs.flatMap(each => runLines(each, terminal))) terminal.print(line)
    return runsCode(runs, options)
  })
}

const printedPlan = (shown: object, terminal: Terminal): number => {
  if (terminal.json) printJson(terminal, { dryRun: true, ...shown })
  return exitCode.done
}

const shownOf = (name: string, { from, request, changes }: Approvable) => ({
  name,
  from: from?.version ?? null,
  to: request.to.version,
  changes: changes ?? null,
})

const changeLines = (name: string, { from, request, changes }: Approvable): readonly string[] => {
  const before = from ? shownVersion(from.version) : 'nothing'
  return [
    `${name} ${before} → ${shownVersion(request.to.version)}`,
    ...(changes ?? ['Nobody knows which commit is installed.']).map(line => `  ${line}`),
  ]
}
