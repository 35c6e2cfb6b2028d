import { assign, setup } from 'xstate'
import type { TriggerEvent } from '../events/trigger.ts'

/** How far the ends of runs have been looked at. */
export const trigger = setup({
  types: {} as { context: { position: number }; events: TriggerEvent },
  actions: { see: assign(({ event }) => ({ position: event.data.position })) },
}).createMachine({
  id: 'trigger',
  context: { position: 0 },
  initial: 'seen',
  states: { seen: { on: { 'ends.seen': { actions: 'see' } } } },
})
