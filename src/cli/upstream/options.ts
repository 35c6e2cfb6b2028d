import { wrongUsage } from '../../errors/usage.ts'
import type { Terminal } from '../terminal.ts'
import type { WorkingOptions } from '../working.ts'

/** The options of all `upstream` commands. */
export interface UpstreamOptions extends WorkingOptions {
  readonly force?: boolean
  readonly redeliver?: boolean
  readonly port?: string
  readonly host?: string
  readonly secretFile?: string
}

/** The one source that a verb takes. USAGE if there is none, or more. */
export const onlySource = (args: readonly string[]): string => {
  const [name, ...more] = args
  if (name === undefined || more.length > 0) throw wrongUsage('Give one source.')
  return name
}

/** An answer as JSON, with the number of its shape first. */
export const printJson = (terminal: Terminal, answer: object): void =>
  terminal.print(JSON.stringify({ schema: 1, ...answer }, undefined, 2))
