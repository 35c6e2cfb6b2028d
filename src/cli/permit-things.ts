import { openTrustAt } from '../app/trust.ts'
import { compared } from '../commands/allow.ts'
import { notAllowed } from '../errors/trust.ts'
import type { Thing } from '../ports/trust.ts'
import { confirm } from './ask.ts'
import { thingLines } from './print-things.ts'
import type { Terminal } from './terminal.ts'

type Trust = Awaited<ReturnType<typeof openTrustAt>>

/** What a command is about to run must be allowed. Asks in a terminal. NOT_ALLOWED after a no, and without a terminal. */
export const permitThings = async (
  terminal: Terminal,
  find: (here: Trust) => Promise<readonly Thing[]>,
): Promise<void> => {
  // Who left a request was asked before it was handed over.
  if (terminal.place.request !== undefined) return
  const here = await openTrustAt(terminal.place)
  try {
    const things = await find(here)
    if (things.length === 0) return
    if (!terminal.interactive) throw notAllowed(things)
    for (const thing of await compared(things, here.trust))
      for (const line of thingLines(thing, terminal)) terminal.log(line)
    const question = `Allow ${things.length > 1 ? 'these' : 'this'} in this clone?`
    if (!(await confirm(question, terminal.io))) throw notAllowed(things)
    await here.trust.allow(things)
  } finally {
    await here.close()
  }
}
