import { wrongUsage } from '../../errors/usage.ts'
import type { Terminal } from '../terminal.ts'

/** The one name that a verb takes. USAGE if there is none, or more. */
export const onlyName = (args: readonly string[], what: string): string => {
  const [name, ...more] = args
  if (name === undefined || more.length > 0) throw wrongUsage(`Give one ${what}.`)
  return name
}

/** The name that a verb may be given. USAGE if there are more. */
export const maybeName = (args: readonly string[], what: string): string | undefined =>
  args.length === 0 ? undefined : onlyName(args, what)

/** The names that a verb takes. USAGE if there is none. */
export const someNames = (args: readonly string[], what: string): readonly string[] => {
  if (args.length === 0) throw wrongUsage(`Give one ${what}, or several.`)
  return args
}

/** An answer as JSON, with the number of its shape first. */
export const printJson = (terminal: Terminal, answer: object): void =>
  terminal.print(JSON.stringify({ schema: 1, ...answer }, undefined, 2))
