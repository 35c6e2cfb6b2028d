import { openReading } from '../app/reading.ts'
import { findRun } from '../commands/find-run.ts'
import { replay as fold } from '../commands/replay.ts'
import { shortRun } from '../engine/run-name.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints states at a position and now, and whether every view is what the events say. */
export const replay = async (
  name: string | undefined,
  options: GlobalOptions & { readonly at?: string },
  terminal: Terminal,
): Promise<number> => {
  const at = options.at === undefined ? undefined : Number(options.at)
  if (Number.isNaN(at)) throw wrongUsage(`--at takes a position in the log, not "${options.at}".`)
  const reading = await openReading(terminal.place)
  try {
    const run = name === undefined ? undefined : await findRun(name, reading)
    const result = await fold(reading.log, reading.kinds, { run, at })
    const sound = result.views.every(({ differences }) => differences.length === 0)
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...result, sound }, undefined, 2))
    else for (const line of lines(result, sound)) terminal.print(line)
    return sound ? exitCode.done : exitCode.failed
  } finally {
    await reading.close()
  }
}

const lines = (result: Awaited<ReturnType<typeof fold>>, sound: boolean): string[] => [
  `${result.events} events up to position ${result.position}`,
  ...result.runs.map(({ run, was, is, since }) => {
    const name = shortRun(run)
    if (was === undefined) return `  ${name} not there yet (now ${is})`
    const later = since === 1 ? '1 event later' : `${since} events later`
    return `  ${name} ${was}${since === 0 ? '' : ` (now ${is}, ${later})`}`
  }),
  ...result.views.map(({ view, rows, differences }) =>
    differences.length === 0
      ? `view ${view}: ${rows} rows, as the events say`
      : `view ${view}: ${differences.length} of ${rows} rows differ from the events: ${differences.slice(0, 5).join(', ')}`,
  ),
  ...(sound ? [] : ['The events are sound. Views are computed from them and can be made anew.']),
]
