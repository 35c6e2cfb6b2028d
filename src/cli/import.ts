import { importAt } from '../app/transfer.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Imports an exported log and prints how many events and runs it has. */
export const importFrom = async (
  file: string | undefined,
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  // The argument parser drops "-", which means the same as no name.
  if (file === undefined && terminal.io.stdin.isTTY) {
    throw wrongUsage('Name an exported file, or pipe one to standard input.')
  }
  const { place, io } = terminal
  const imported = await importAt(place, file ?? '-', io.stdin)
  const { events, runs } = imported
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...imported }, undefined, 2))
  else terminal.print(`${events} events of ${runs} runs imported`)
  return exitCode.done
}
