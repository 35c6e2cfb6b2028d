import { assign, setup } from 'xstate'
import type { CacheEvent } from '../events/cache.ts'

/** How many answers were ever cleared. */
interface Cache {
  readonly cleared: number
}

/** The cache of answers. It asks for no effect; it only records that it was cleared. */
export const cache = setup({
  types: {} as { context: Cache; events: CacheEvent; meta: { effect: never } },
  actions: {
    clear: assign({ cleared: ({ context, event }) => context.cleared + event.data.keys.length }),
  },
}).createMachine({
  id: 'cache',
  context: { cleared: 0 },
  initial: 'kept',
  states: { kept: { on: { 'cache.cleared': { actions: 'clear' } } } },
})
