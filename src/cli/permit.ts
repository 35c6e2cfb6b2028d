import { openTrustAt } from '../app/trust.ts'
import { compared } from '../commands/allow.ts'
import { notAllowed } from '../errors/trust.ts'
import { confirm } from './ask.ts'
import { thingLines } from './print-things.ts'
import type { Terminal } from './terminal.ts'
import type { WorkingOptions } from './working.ts'

/**
 * Before a command that a person started works: what the repository would have git-doc run must be allowed. Asks in a
 * terminal; after a no, the runs that need it wait. NOT_ALLOWED without a terminal.
 */
export const permit = async (
  { dryRun }: Pick<WorkingOptions, 'dryRun'>,
  terminal: Terminal,
): Promise<void> => {
  // Who left a request was asked before it was handed over.
  if (dryRun || terminal.place.request !== undefined) return
  const here = await openTrustAt(terminal.place)
  try {
    const things = await here.askedNotAllowed()
    if (things.length === 0) return
    if (!terminal.interactive) throw notAllowed(things)
    for (const thing of await compared(things, here.trust))
      for (const line of thingLines(thing, terminal)) terminal.log(line)
    const question = `Allow ${things.length > 1 ? 'these' : 'this'} in this clone?`
    if (await confirm(question, terminal.io)) await here.trust.allow(things)
  } finally {
    await here.close()
  }
}
