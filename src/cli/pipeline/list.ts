import { type ListedPipeline, listPipelines } from '../../app/pipelines.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { type PipelineOptions, printJson } from './options.ts'

/** Shows every pipeline with its gates and how its last run ended. */
export const list = async (
  args: readonly string[],
  _: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 0) throw wrongUsage('"pipeline list" takes no names.')
  const pipelines = await listPipelines(terminal.place)
  if (terminal.json) printJson(terminal, { pipelines })
  else if (pipelines.length === 0)
    terminal.print('No pipeline is configured. "git-doc pipeline init" proposes one.')
  else for (const line of table(lines(pipelines))) terminal.print(line)
  return exitCode.done
}

const lines = (pipelines: readonly ListedPipeline[]) => [
  ['pipeline', 'gates', 'started by', 'runs', 'last run'],
  ...pipelines.map(({ name, gates, on, runs = 0, failures = 0, last }) => [
    name,
    gates.join(', '),
    on.join(', '),
    failures > 0 ? `${runs} (${failures} failed)` : `${runs}`,
    last ? `${last.state} ${last.at}` : 'none',
  ]),
]
