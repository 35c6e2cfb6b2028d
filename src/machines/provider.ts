import { assign, setup } from 'xstate'
import type { ProviderEvent } from '../events/provider.ts'

/**
 * What git-doc knows about a provider: its failures in a row, how many times the breaker opened for the same failure
 * class, and the last reason.
 */
export interface ProviderRun {
  readonly failures: number
  readonly timesOpened: number
  readonly class?: string | undefined
  readonly reason?: string | undefined
  /** ISO 8601; set while the breaker is open. */
  readonly until?: string | undefined
}

const noFailures: ProviderRun = { failures: 0, timesOpened: 0 }

/**
 * A circuit breaker (Nygard, Release It!). Closed: git-doc calls the provider. Open: it does not. Half-open: one
 * request tests whether the provider answers. No state asks for an effect; the code that calls the provider records the
 * results.
 */
export const provider = setup({
  types: {} as { context: ProviderRun; events: ProviderEvent; meta: { effect: never } },
  guards: {
    namesTheEnd: ({ event }) => event.type === 'provider.failed' && event.data.until !== undefined,
  },
  actions: {
    count: assign(({ context, event }) => {
      if (event.type !== 'provider.failed') return {}
      const { class: errorClass, reason, until } = event.data
      const before = context.class === errorClass ? context.timesOpened : 0
      return {
        failures: context.failures + 1,
        timesOpened: until === undefined ? before : before + 1,
        class: errorClass,
        reason,
        until,
      }
    }),
    /** XState accepts an event without a target only if it has an action, so this action changes nothing. */
    keep: assign(({ context }) => ({ failures: context.failures })),
    forget: assign(() => ({
      ...noFailures,
      class: undefined,
      reason: undefined,
      until: undefined,
    })),
  },
}).createMachine({
  id: 'provider',
  context: noFailures,
  initial: 'closed',
  // Whether it failed or answered is an event of its own.
  on: { 'provider.tested': { actions: 'keep' } },
  states: {
    closed: {
      on: {
        'provider.failed': [
          { guard: 'namesTheEnd', target: 'open', actions: 'count' },
          { actions: 'count' },
        ],
        'provider.answered': { actions: 'forget' },
      },
    },
    open: {
      on: {
        'provider.probed': 'half-open',
        // The answer to a request that was in flight when the breaker opened.
        'provider.answered': { target: 'closed', actions: 'forget' },
      },
    },
    'half-open': {
      on: {
        'provider.failed': [
          { guard: 'namesTheEnd', target: 'open', actions: 'count' },
          { target: 'closed', actions: 'count' },
        ],
        'provider.answered': { target: 'closed', actions: 'forget' },
        // The process that made the test request was killed, so the next process makes another.
        'provider.probed': { actions: 'keep' },
      },
    },
  },
})
