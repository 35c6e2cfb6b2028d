import { compared } from '../../commands/allow.ts'
import { notAllowed } from '../../errors/trust.ts'
import { confirm } from '../ask.ts'
import { thingLines } from '../print-things.ts'
import type { Terminal } from '../terminal.ts'
import { withJobs } from './options.ts'

/** Before a person runs a job: its files must be allowed. Asks in a terminal. NOT_ALLOWED after a no, and without a terminal. */
export const permitJob = async (name: string, terminal: Terminal): Promise<void> => {
  // Who left a request was asked before it was handed over.
  if (terminal.place.request !== undefined) return
  await withJobs(terminal, async here => {
    const entry = await here.catalog().find(name)
    if (entry.state !== 'not-allowed') return 0
    const { things } = entry
    if (!terminal.interactive) throw notAllowed(things)
    for (const thing of await compared(things, here.trust))
      for (const line of thingLines(thing, terminal)) terminal.log(line)
    const question = `Allow ${things.length > 1 ? 'these files' : 'this file'} in this clone?`
    if (!(await confirm(question, terminal.io))) throw notAllowed(things)
    await here.trust.allow(things)
    return 0
  })
}
