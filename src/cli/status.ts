import { readStatusReport } from '../app/reading.ts'
import { exitCode } from './exit-code.ts'
import { statusLines } from './print-status.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints where every run is; takes no lock and opens no log while an orderly run keeps the status file. */
export const status = async (options: GlobalOptions, terminal: Terminal): Promise<number> => {
  const report = await readStatusReport({ cwd: process.cwd(), config: options.config })
  if (terminal.json) terminal.print(JSON.stringify(report, undefined, 2))
  else for (const line of statusLines(report, terminal)) terminal.print(line)
  return exitCode.done
}
