import { rollbackUpstream } from '../../commands/upstream/rollback.ts'
import { progressOf } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { working } from '../working.ts'
import { onlySource, printJson, type UpstreamOptions } from './options.ts'
import { permitSources } from './permit.ts'
import { runLines, runsCode } from './run-lines.ts'

/** Goes back to the version before the one that is in force. */
export const rollback = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = onlySource(args)
  await permitSources([name], terminal)
  return working('upstream rollback', options, terminal, async (tools, report) => {
    const { onProgress } = progressOf(terminal, tools.kinds)
    const { run } = await rollbackUpstream(name, tools, {
      onRecorded: recorded => onProgress({ type: 'recorded', recorded }),
    })
    const { runs } = await report([run])
    if (terminal.json) printJson(terminal, { name, runs })
    else for (const each of runs) for (const line of runLines(each, terminal)) terminal.print(line)
    return runsCode(runs, options)
  })
}
