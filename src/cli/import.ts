import { importAt } from '../app/transfer.ts'
import { wrongUsage } from '../errors.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Takes over an exported log and says how much it was. */
export const importFrom = async (
  file: string | undefined,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  // The argument parser drops a "-", which means the same as no name.
  if (file === undefined && process.stdin.isTTY) {
    throw wrongUsage('import takes the name of an exported file, or reads standard input.')
  }
  const place = { cwd: process.cwd(), config: options.config }
  const imported = await importAt(place, String(file ?? '-'))
  const { events, runs } = imported
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...imported }, undefined, 2))
  else terminal.print(`${events} events of ${runs} runs imported`)
  return exitCode.done
}
