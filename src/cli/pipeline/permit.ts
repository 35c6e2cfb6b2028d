import { openTrustAt } from '../../app/trust.ts'
import { compared } from '../../commands/allow.ts'
import { notAllowed } from '../../errors/trust.ts'
import { confirm } from '../ask.ts'
import { thingLines } from '../print-things.ts'
import type { Terminal } from '../terminal.ts'

/** Before a person runs a pipeline: what its gates would run must be allowed. Asks in a terminal. NOT_ALLOWED otherwise. */
export const permitGates = async (pipeline: string, terminal: Terminal): Promise<void> => {
  // Who left a request was asked before it was handed over.
  if (terminal.place.request !== undefined) return
  const here = await openTrustAt(terminal.place)
  try {
    const things = await here.gatesNotAllowed(pipeline)
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
