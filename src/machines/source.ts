import { assign, setup } from 'xstate'
import type { SourceEvent } from '../events/source.ts'
import type { Version } from '../events/upstream.ts'

type Of<Type extends SourceEvent['type']> = Extract<SourceEvent, { type: Type }>

/** What is known of a source. */
export interface Source {
  /** How many deliveries could mean a new version, and how many of them the last look has taken in. */
  readonly deliveries: number
  readonly looked: number
  /** How many came in all. */
  readonly received: number
  readonly pin?: string | undefined
  /** Tags that a forge says were released, newest last. */
  readonly released: readonly string[]
  readonly latest?: Version | undefined
  /** What was installed before the first update. */
  readonly current?: Version | undefined
  /** The remote that had the latest. */
  readonly remote?: string | undefined
  /** Why the last look failed. */
  readonly failure?: { readonly code: string; readonly reason: string } | undefined
}

/** How many released tags are remembered. */
const kept = 200

/** A source of versions. A record: it asks for no effect. */
export const source = setup({
  types: {} as { context: Source; events: SourceEvent; meta: { effect: never } },
  actions: {
    receive: assign(({ context, event }) => {
      const { ignored, release } = (event as Of<'delivery.received'>).data
      const { deliveries, received, released } = context
      return {
        received: received + 1,
        deliveries: deliveries + Number(ignored === undefined),
        ...(release &&
          !release.prerelease && {
            released: [...released.filter(tag => tag !== release.tag), release.tag].slice(-kept),
          }),
      }
    }),
    check: assign(({ event }) => {
      const { deliveries, latest, current, remote } = (event as Of<'source.checked'>).data
      return { looked: deliveries, latest, current, remote, failure: undefined }
    }),
    fail: assign(({ event }) => {
      const { deliveries, ...failure } = (event as Of<'source.unreachable'>).data
      return { looked: deliveries, failure }
    }),
    pin: assign(({ event }) => ({ pin: (event as Of<'source.pinned'>).data.version ?? undefined })),
  },
}).createMachine({
  id: 'source',
  context: { deliveries: 0, looked: 0, received: 0, released: [] },
  initial: 'known',
  states: {
    known: {
      on: {
        'delivery.received': { actions: 'receive' },
        'source.checked': { actions: 'check' },
        'source.unreachable': { actions: 'fail' },
        'source.pinned': { actions: 'pin' },
      },
    },
  },
})
