import { type ListedSource, listSources } from '../../app/upstream.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { shownVersion } from '../../upstream/names.ts'
import { exitCode } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { printJson, type UpstreamOptions } from './options.ts'

/** Shows every source with what is known of it; asks nobody. */
export const list = async (
  args: readonly string[],
  _: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 0) throw wrongUsage('"upstream list" takes no names.')
  const sources = await listSources(terminal.place)
  if (terminal.json) printJson(terminal, { sources })
  else if (sources.length === 0)
    terminal.print('No source is configured. See docs/upstream.md for [upstream.<name>].')
  else for (const line of lines(sources)) terminal.print(line)
  return exitCode.done
}

const lines = (sources: readonly ListedSource[]): readonly string[] => [
  ...table([
    ['source', 'current', 'latest', 'last update', 'last check'],
    ...sources.map(({ name, current, latest, last, checkedAt, pin }) => [
      name,
      `${current ? shownVersion(current.version) : 'unknown'}${pin ? ' (pinned)' : ''}`,
      latest ? shownVersion(latest.version) : 'unknown',
      last?.state ?? 'none',
      checkedAt ?? 'never',
    ]),
  ]),
  ...sources.flatMap(({ name, failure }) => (failure ? [`${name}: ${failure.reason}`] : [])),
]
