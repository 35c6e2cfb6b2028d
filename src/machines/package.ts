import { assign, setup } from 'xstate'
import type { PackageEvent } from '../events/package.ts'

/** A version that is worked on, and where. */
export interface Draft {
  readonly version: string
  readonly branch: string
  readonly base?: string | undefined
  readonly from?: string | undefined
}

/** One person's word for a version with this tree. */
export interface Approval {
  readonly version: string
  readonly commit: string
  readonly tree: string
  readonly by: string
}

/** What people did with the versions of a package. */
export interface PackageRecord {
  readonly drafts: readonly Draft[]
  readonly committed: readonly { readonly version: string; readonly tree: string }[]
  readonly approvals: readonly Approval[]
  /** Versions that were given up and not begun again. */
  readonly abandoned: readonly { readonly version: string; readonly branch: string }[]
  /** The approval that the last event is, if it is one. */
  readonly approval?: Approval | undefined
}

/** How many of each are kept; older ones are in the events and in Git. */
const most = 100

type Of<Type extends PackageEvent['type']> = Extract<PackageEvent, { type: Type }>

/** What people do with the versions of one package. It asks for no effect. */
export const packageRecord = setup({
  types: {} as { context: PackageRecord; events: PackageEvent; meta: { effect: never } },
  actions: {
    draft: assign(({ context, event }) => {
      const { data } = event as Of<'release.drafted'>
      return {
        approval: undefined,
        drafts: [...without(context.drafts, data.version), data].slice(-most),
        abandoned: without(context.abandoned, data.version),
      }
    }),
    commit: assign(({ context, event }) => {
      const { version, tree } = (event as Of<'release.committed'>).data
      const others = without(context.committed, version)
      return { approval: undefined, committed: [...others, { version, tree }].slice(-most) }
    }),
    approve: assign(({ context, event }) => {
      const { data } = event as Of<'release.approved'>
      return { approval: data, approvals: [...context.approvals, data].slice(-most) }
    }),
    abandon: assign(({ context, event }) => {
      const { data } = event as Of<'release.abandoned'>
      return {
        approval: undefined,
        drafts: without(context.drafts, data.version),
        abandoned: [...without(context.abandoned, data.version), data].slice(-most),
      }
    }),
  },
}).createMachine({
  id: 'package',
  context: { drafts: [], committed: [], approvals: [], abandoned: [] },
  initial: 'unknown',
  on: {
    'release.drafted': { target: '.drafted', actions: 'draft' },
    'release.committed': { target: '.committed', actions: 'commit' },
    'release.approved': { target: '.approved', actions: 'approve' },
    'release.abandoned': { target: '.abandoned', actions: 'abandon' },
  },
  // Where it is says what was done last, to whichever version.
  states: { unknown: {}, drafted: {}, committed: {}, approved: {}, abandoned: {} },
})

const without = <Each extends { readonly version: string }>(
  list: readonly Each[],
  version: string,
): readonly Each[] => list.filter(each => each.version !== version)
