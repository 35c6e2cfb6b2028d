import type { ToolSettings } from '../../ports/tools.ts'
import type { Config } from './schema.ts'

/** The tables `[tools.<name>]`. A tool whose command is left out is asked for its version in the usual way. */
export const toolsOf = (tables: Config['tools']): Readonly<Record<string, ToolSettings>> =>
  Object.fromEntries(
    Object.entries(tables).map(([name, { command, timeout, ...table }]) => [
      name,
      {
        ...table,
        command: command ?? [name, '--version'],
        timeout: Math.round(timeout * 1000),
      },
    ]),
  )
