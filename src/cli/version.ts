import { readFileSync } from 'node:fs'
import { exitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** The version of this package. */
export const packageVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

/** Prints it. */
export const version = (terminal: Terminal): number => {
  terminal.print(
    terminal.json ? JSON.stringify({ schema: 1, version: packageVersion() }) : packageVersion(),
  )
  return exitCode.done
}
