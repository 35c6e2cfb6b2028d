import { packageVersion } from '../app/version.ts'
import { exitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** Prints the version of this package. */
export const version = (terminal: Terminal): number => {
  terminal.print(
    terminal.json ? JSON.stringify({ schema: 1, version: packageVersion() }) : packageVersion(),
  )
  return exitCode.done
}
