import type { WaitingThing } from '../commands/allow.ts'
import { visible } from '../errors/visible.ts'
import type { Terminal } from './terminal.ts'

/** What is not allowed and how it differs from what was, with nothing that a terminal would obey or hide. */
export const thingLines = (
  { what, name, changed, diff }: WaitingThing,
  { colors }: Pick<Terminal, 'colors'>,
): readonly string[] => [
  colors.bold(
    `${what === 'command' ? 'The command' : 'The file'} ${visible(name)} ${changed ? 'has changed since it was allowed' : 'was never allowed in this clone'}:`,
  ),
  ...diff
    .trimEnd()
    .split('\n')
    // The names of the two sides say nothing more.
    .filter(line => !/^(?:---|\+\+\+|===)/.test(line))
    .map(line => {
      const color = line.startsWith('+') ? colors.green : line.startsWith('-') ? colors.red : String
      return `  ${color(visible(line))}`
    }),
]
