import { assign, setup } from 'xstate'
import type { AlertEvent } from '../events/alert.ts'

type Of<Type extends AlertEvent['type']> = Extract<AlertEvent, { type: Type }>

/** An alert and what became of it. */
export interface AlertRun {
  readonly is: 'none' | 'open' | 'delivered' | 'abandoned'
  readonly intent?: Of<'alert.intended'>['data'] | undefined
  /** How often it was sent in vain. */
  readonly failures: number
}

/** Word to somebody of the end of a run. A record: it asks for no effect, and a failing alert is no failure of the run. */
export const alert = setup({
  types: {} as { context: AlertRun; events: AlertEvent; meta: { effect: never } },
  guards: {
    isNone: ({ context: { is } }) => is === 'none',
    isOpen: ({ context: { is } }) => is === 'open',
  },
  actions: {
    intend: assign(({ event }) => ({
      is: 'open' as const,
      intent: (event as Of<'alert.intended'>).data,
    })),
    deliver: assign({ is: 'delivered' as const }),
    fail: assign({ failures: ({ context }) => context.failures + 1 }),
    abandon: assign({ is: 'abandoned' as const }),
  },
}).createMachine({
  id: 'alert',
  context: { is: 'none', failures: 0 },
  initial: 'kept',
  states: {
    kept: {
      on: {
        'alert.intended': { guard: 'isNone', actions: 'intend' },
        'alert.delivered': { guard: 'isOpen', actions: 'deliver' },
        'alert.failed': { guard: 'isOpen', actions: 'fail' },
        'alert.abandoned': { guard: 'isOpen', actions: 'abandon' },
      },
    },
  },
})
