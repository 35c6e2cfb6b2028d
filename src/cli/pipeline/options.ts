import { wrongUsage } from '../../errors/usage.ts'
import type { FindingsOptions } from '../findings/write.ts'
import type { Terminal } from '../terminal.ts'
import type { WorkingOptions } from '../working.ts'

/** The options of all `pipeline` commands. */
export interface PipelineOptions extends Omit<WorkingOptions, 'json'>, FindingsOptions {
  readonly gate?: string | readonly string[]
  readonly since?: string
  readonly clean?: boolean
  readonly evidence?: string
}

/** The one name or file that a verb takes. USAGE if there is none, or more. */
export const onlyOne = (args: readonly string[], what: string): string => {
  const [one, ...more] = args
  if (one === undefined || more.length > 0) throw wrongUsage(`Give one ${what}.`)
  return one
}

/** The gates that `--gate` names, once, several times or with commas; undefined for all. */
export const gatesOf = ({ gate }: PipelineOptions): readonly string[] | undefined =>
  gate === undefined ? undefined : [gate].flat().flatMap(names => `${names}`.split(','))

/** An answer as JSON, with the number of its shape first. */
export const printJson = (terminal: Terminal, answer: object): void =>
  terminal.print(JSON.stringify({ schema: 1, ...answer }, undefined, 2))
