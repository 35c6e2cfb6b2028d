import { assign, setup } from 'xstate'
import type { ProviderEvent } from '../events/provider.ts'

/** How it stands with a provider: failures in a row, how often it was left alone for the same class of them, the last reason. */
export interface ProviderRun {
  readonly failures: number
  readonly openings: number
  readonly class?: string | undefined
  readonly reason?: string | undefined
  /** ISO 8601; set while it is left alone. */
  readonly until?: string | undefined
}

const well: ProviderRun = { failures: 0, openings: 0 }

/**
 * A circuit breaker (Nygard, Release It!): closed, a provider is asked; open, it is left alone; half-open, one request
 * finds out. It asks for no effect: whoever asks the provider tells what became of it.
 */
export const provider = setup({
  types: {} as { context: ProviderRun; events: ProviderEvent; meta: { effect: never } },
  guards: {
    isToBeLeftAlone: ({ event }) =>
      event.type === 'provider.failed' && event.data.until !== undefined,
  },
  actions: {
    count: assign(({ context, event }) => {
      if (event.type !== 'provider.failed') return {}
      const { class: errorClass, reason, until } = event.data
      const before = context.class === errorClass ? context.openings : 0
      return {
        failures: context.failures + 1,
        openings: until === undefined ? before : before + 1,
        class: errorClass,
        reason,
        until,
      }
    }),
    /** Makes an event out of what changes nothing: it is recorded all the same. */
    probe: assign(({ context }) => ({ failures: context.failures })),
    forget: assign(() => ({ ...well, class: undefined, reason: undefined, until: undefined })),
  },
}).createMachine({
  id: 'provider',
  context: well,
  initial: 'closed',
  states: {
    closed: {
      on: {
        'provider.failed': [
          { guard: 'isToBeLeftAlone', target: 'open', actions: 'count' },
          { actions: 'count' },
        ],
        'provider.answered': { actions: 'forget' },
      },
    },
    open: {
      on: {
        'provider.probed': 'half-open',
        // A request that was under way when it was opened.
        'provider.answered': { target: 'closed', actions: 'forget' },
      },
    },
    'half-open': {
      on: {
        'provider.failed': [
          { guard: 'isToBeLeftAlone', target: 'open', actions: 'count' },
          { target: 'closed', actions: 'count' },
        ],
        'provider.answered': { target: 'closed', actions: 'forget' },
        // Whoever was to find out was killed: the next one does.
        'provider.probed': { actions: 'probe' },
      },
    },
  },
})
